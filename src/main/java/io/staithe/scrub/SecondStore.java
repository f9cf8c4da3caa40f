package io.staithe.scrub;

import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BlobWriter.Committed;
import io.staithe.blobstore.StorageKey;
import io.staithe.database.Database;
import io.staithe.metadata.Garbage;
import io.staithe.metadata.Quarantine;
import io.staithe.metadata.StoredContent.StoredBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder with a copy of the stored bytes, which heals what is damaged. Nothing is written there. */
final class SecondStore {

    private static final Logger log = LoggerFactory.getLogger(SecondStore.class);

    /** Longer than a copy takes: what a killed node left is deleted after it. */
    private static final Duration LONG = Duration.ofDays(2);

    private static final int BUFFER_BYTES = 1 << 20;

    private final @Nullable Path root;
    private final BlobStore store;
    private final Database database;
    private final Quarantine quarantine;
    private final Garbage garbage;
    private final RandomGenerator random;

    /** @param root null if there is none */
    SecondStore(
            @Nullable Path root,
            BlobStore store,
            Database database,
            Quarantine quarantine,
            Garbage garbage,
            RandomGenerator random) {
        this.root = root;
        this.store = store;
        this.database = database;
        this.quarantine = quarantine;
        this.garbage = garbage;
        this.random = random;
    }

    /**
     * Copies good bytes to where the damaged ones are missed.
     *
     * @param healed runs in the transaction that lets them take their place
     * @return false if there are none
     * @throws IOException if they could not be read or written
     */
    boolean heal(StoredBytes blob, BooleanSupplier mayGoOn, Runnable healed) throws IOException {
        if (root == null || !Files.isRegularFile(root.resolve(blob.key().value()))) {
            return false;
        }
        StorageKey fresh = StorageKey.random(random);
        database.write(() -> garbage.reserve(fresh, LONG));
        try (BlobWriter writer = store.create(fresh)) {
            if (!copy(root.resolve(blob.key().value()), blob, writer, mayGoOn)) {
                return false;
            }
            Committed committed = writer.commit();
            return committed.certain() && replace(blob, fresh, committed, healed);
        }
    }

    private static boolean copy(Path copy, StoredBytes blob, BlobWriter writer, BooleanSupplier mayGoOn)
            throws IOException {
        MessageDigest hash = blob.digest().verifiableBy().newMessageDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        writer.expect(blob.size());
        try (InputStream stream = Files.newInputStream(copy)) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                if (!mayGoOn.getAsBoolean()) {
                    return false;
                }
                hash.update(buffer, 0, count);
                writer.write(ByteBuffer.wrap(buffer, 0, count));
            }
        }
        if (!HexFormat.of().formatHex(hash.digest()).equals(blob.digest().encoded())) {
            log.warn("The copy of blob {} at {} is damaged too", blob.digest(), copy);
            return false;
        }
        return true;
    }

    private boolean replace(StoredBytes blob, StorageKey fresh, Committed committed, Runnable healed) {
        return database.write(() -> {
            boolean wasDamaged = quarantine.heal(blob.digest(), committed.key());
            if (wasDamaged) {
                garbage.release(fresh);
                committed.superfluous().forEach(key -> garbage.add(key, 0));
                healed.run();
            }
            return wasDamaged;
        });
    }
}
