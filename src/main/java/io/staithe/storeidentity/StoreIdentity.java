package io.staithe.storeidentity;

import io.staithe.blobstore.BackEnd;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.StoreMark;
import io.staithe.database.Database;
import io.staithe.metadata.StoreIdentities;
import io.staithe.metadata.StoreIdentities.Known;
import io.staithe.metadata.StoredKeys;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Compares the mark in the store with the row in the database. At the first start the row is made first, then the mark,
 * then the row is confirmed: whatever happens in between, and whoever else starts at the same time, goes on with the same
 * identity. From then on a store without the mark is never this registry's. Thread-safe.
 */
final class StoreIdentity {

    private static final int IDENTITY_BYTES = 16;

    /** So many lost blobs are no accident of a few files. */
    private static final int SAMPLE = 20;

    private final Database database;
    private final StoreIdentities rows;
    private final StoredKeys keys;
    private final BackEnd backEnd;
    private final StoreMark mark;
    private final RandomGenerator random;
    private volatile @Nullable String confirmed;
    private volatile @Nullable Long checkedAt;

    StoreIdentity(Database database, StoreIdentities rows, StoredKeys keys, BackEnd backEnd, RandomGenerator random) {
        this.database = database;
        this.rows = rows;
        this.keys = keys;
        this.backEnd = backEnd;
        this.mark = backEnd.mark();
        this.random = random;
    }

    /** As {@link #check()}, unless that was done a moment ago. */
    void checkOnceInAWhile() throws IOException {
        Long last = checkedAt;
        if (last == null || System.nanoTime() - last > mark.trust().toNanos()) {
            check();
        }
    }

    /**
     * @throws WrongStoreException if it is certainly not the right store
     * @throws IOException if nobody can tell, since the store cannot be read
     */
    void check() throws IOException {
        checkedAt = null;
        String expected = identity();
        Optional<String> found = mark.read();
        if (found.isEmpty()) {
            throw WrongStoreException.withoutMark(mark, expected);
        }
        require(expected, found.get());
        checkedAt = System.nanoTime();
    }

    private String identity() throws IOException {
        String known = confirmed;
        if (known == null) {
            known = confirm();
            confirmed = known;
        }
        return known;
    }

    /** The mark is read first: one that this database's own node is writing has its row already. */
    private String confirm() throws IOException {
        Optional<String> found = mark.read();
        Optional<Known> row = rows.find();
        Known known = row.isPresent() ? row.get() : propose(found);
        if (!known.confirmed()) {
            if (found.isPresent()) {
                require(known.identity(), found.get());
            } else {
                requireBlobs(known.identity());
                mark.write(known.identity());
            }
            database.write(rows::confirm);
        }
        return known.identity();
    }

    /** A database from before the mark was made, put back from a backup, takes the store's; a new one does not. */
    private Known propose(Optional<String> found) throws IOException {
        if (found.isPresent() && !hasAny(keys.some(SAMPLE))) {
            throw WrongStoreException.unknown(mark, found.get());
        }
        String identity = found.orElseGet(this::newIdentity);
        return database.write(() -> {
            rows.propose(identity);
            return rows.find().orElseThrow();
        });
    }

    private void requireBlobs(String identity) throws IOException {
        List<StorageKey> sample = keys.some(SAMPLE);
        if (!sample.isEmpty() && !hasAny(sample)) {
            throw WrongStoreException.withoutBlobs(mark, identity, sample.size());
        }
    }

    private boolean hasAny(List<StorageKey> sample) throws IOException {
        for (StorageKey key : sample) {
            if (backEnd.store().has(key)) {
                return true;
            }
        }
        return false;
    }

    private void require(String expected, String found) throws WrongStoreException {
        if (!found.equals(expected)) {
            throw WrongStoreException.ofAnother(mark, expected, found);
        }
    }

    private String newIdentity() {
        byte[] bytes = new byte[IDENTITY_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
