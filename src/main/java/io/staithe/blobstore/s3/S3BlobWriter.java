package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.SlowWriterException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.blobstore.s3.BufferMemory.Lease;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import io.staithe.blobstore.s3.S3WriteState.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers bytes into parts. A part is sent only when what stays behind is long enough for a part of its own, so that
 * nothing but parts is left when the write is suspended. What fits one part becomes an object by itself.
 */
final class S3BlobWriter implements BlobWriter {

    private static final Logger log = LoggerFactory.getLogger(S3BlobWriter.class);
    private static final int COPY_BYTES = 64 << 10;

    private final S3Writing writing;
    private final StorageKey upload;
    private final S3WriteState start;
    private final List<StorageKey> superfluous;
    private final List<StorageKey> own = new ArrayList<>();
    private final Pace pace;
    private PartBuffer buffer;
    private @Nullable StoredObject head;
    private @Nullable PartSending sending;
    private @Nullable Lease lease;
    private long expected = -1;
    private long size;
    private boolean kept;

    /**
     * Begins or goes on.
     *
     * @param upload the key that all names of objects are made of
     */
    S3BlobWriter(S3Writing writing, StorageKey upload, S3WriteState start) {
        this.writing = writing;
        this.upload = upload;
        this.start = start;
        this.superfluous = new ArrayList<>(start.superfluousKeys());
        this.pace = writing.newPace();
        this.buffer = new PartBuffer(-1);
        this.head = start.object();
        this.sending = start.multipart() == null ? null : writing.sending(start.multipart());
        this.size = start.size();
    }

    @Override
    public void expect(long length) {
        expected = length < 0 ? -1 : pending() + start.tail().length + length;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        int count = bytes.remaining();
        pace.came(count);
        loadTail();
        gather(bytes);
        size += count;
        pace.next();
        if (pace.isSlow() && lease != null && lease.isWanted()) {
            throw new SlowWriterException("the bytes of upload " + upload + " come too slowly while others wait");
        }
    }

    private void gather(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            long room = mostPending() - pending();
            if (room <= 0) {
                sendPart();
            } else {
                int count = (int) Math.min(room, end - bytes.position());
                provide(pending() + count);
                bytes.limit(bytes.position() + count);
                buffer.append(bytes);
                bytes.limit(end);
            }
        }
        while (pending() >= mostPending()) {
            sendPart();
        }
    }

    /** Bytes that are in no part yet. */
    private long pending() {
        return (head == null ? 0 : head.size()) + buffer.size();
    }

    private long mostPending() throws IOException {
        return nextPartSize() + PartSizes.LEAST;
    }

    private long nextPartSize() throws IOException {
        return writing.sizes().of(sending == null ? 1 : sending.nextNumber());
    }

    /** What an earlier writer left in the state comes first. */
    private void loadTail() throws IOException {
        if (size == start.size() && buffer.size() == 0 && start.tail().length > 0) {
            provide(pending() + start.tail().length);
            buffer.append(ByteBuffer.wrap(start.tail()));
        }
    }

    /** Sees to it that there is memory for so many bytes. */
    private void provide(long bytes) throws IOException {
        long most = writing.memory().mostAtOnce();
        if (lease != null && lease.bytes() >= Math.min(bytes, most)) {
            return;
        }
        long wanted = Math.min(wanted(bytes), most);
        Optional<Lease> free = writing.memory().tryTake(wanted);
        if (free.isEmpty() && isLarge(lease)) {
            giveBack();
        }
        Lease more = free.isPresent() ? free.get() : writing.memory().take(wanted);
        release();
        lease = more;
        if (buffer.size() == 0) {
            buffer = new PartBuffer(expected);
        }
    }

    private long wanted(long bytes) throws IOException {
        if (expected >= bytes) {
            return Math.min(expected, mostPending());
        }
        return bytes <= BufferMemory.SMALL_BYTES ? BufferMemory.SMALL_BYTES : Math.max(bytes, mostPending());
    }

    private static boolean isLarge(@Nullable Lease lease) {
        return lease != null && lease.bytes() > BufferMemory.SMALL_BYTES;
    }

    /** Parts have grown: whoever waits for a large amount must hold none, so what is there becomes a part. */
    private void giveBack() throws IOException {
        if (pending() >= PartSizes.LEAST) {
            loadHead();
            begun().send(buffer.takeAll());
            buffer = new PartBuffer(-1);
        }
        release();
    }

    private void release() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    private void sendPart() throws IOException {
        long length = nextPartSize();
        loadHead();
        begun().send(buffer.take(length));
    }

    private PartSending begun() throws IOException {
        if (sending == null) {
            sending = writing.begin(upload);
        }
        return sending;
    }

    /** The first bytes lie in an object; a part or another object needs them too. */
    private void loadHead() throws IOException {
        if (head == null) {
            return;
        }
        StorageKey key = new StorageKey(head.key());
        PartBuffer whole = new PartBuffer(pending());
        try (InputStream stream = writing.bucket().read(key, head.size(), 0, head.size())) {
            byte[] copy = new byte[COPY_BYTES];
            for (int count = stream.read(copy); count >= 0; count = stream.read(copy)) {
                whole.append(ByteBuffer.wrap(copy, 0, count));
            }
        }
        buffer.takeAll().forEach(whole::append);
        buffer = whole;
        head = null;
        superfluous.add(key);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public WriteState suspend() throws IOException {
        S3WriteState state = size == start.size() ? start : suspended();
        kept = true;
        return state.toWriteState();
    }

    private S3WriteState suspended() throws IOException {
        if (sending == null && head == null) {
            StoredObject object = new StoredObject(put().value(), size);
            return new S3WriteState(object, null, new byte[0], superfluousNames());
        }
        if (buffer.size() >= PartSizes.LEAST) {
            loadHead();
            begun().send(buffer.takeAll());
        }
        Multipart multipart = sending == null ? null : sending.finished();
        return new S3WriteState(head, multipart, buffer.toArray(), superfluousNames());
    }

    private List<String> superfluousNames() {
        return superfluous.stream().map(StorageKey::value).toList();
    }

    @Override
    public Committed commit() throws IOException {
        loadTail();
        Committed committed = sending == null ? committedObject() : committedParts(sending);
        kept = true;
        return committed;
    }

    private Committed committedObject() throws IOException {
        if (head != null && buffer.size() == 0) {
            return new Committed(new StorageKey(head.key()), true, List.copyOf(superfluous));
        }
        loadHead();
        return new Committed(put(), true, List.copyOf(superfluous));
    }

    private Committed committedParts(PartSending parts) throws IOException {
        if (buffer.size() > 0) {
            parts.send(buffer.takeAll());
        }
        Multipart multipart = parts.finished();
        return new Committed(new StorageKey(multipart.key()), complete(multipart), List.copyOf(superfluous));
    }

    /**
     * An upload that has ended was completed by an earlier commit that nobody recorded, or by another node, perhaps with
     * other bytes.
     *
     * @return whether the object certainly has the bytes of these parts
     */
    private boolean complete(Multipart multipart) throws IOException {
        try {
            writing.bucket().complete(multipart);
            return true;
        } catch (BytesLostException e) {
            if (writing.bucket().size(new StorageKey(multipart.key())) != size) {
                throw e;
            }
            return false;
        }
    }

    /** Every object has a name of its own, so that two writers of one upload never write to the same. */
    private StorageKey put() throws IOException {
        StorageKey key = writing.newName(upload);
        own.add(key);
        writing.bucket().put(key, buffer.takeAll());
        return key;
    }

    @Override
    public void revoke() throws IOException {
        if (sending != null && start.multipart() == null) {
            sending.abort();
            own.add(sending.key());
        }
        for (IOException failure : writing.bucket().delete(own).values()) {
            throw failure;
        }
    }

    @Override
    public void close() {
        if (sending != null && !kept) {
            sending.cancel();
            if (start.multipart() == null) {
                abort(sending);
            }
        }
        kept = true;
        buffer = new PartBuffer(0);
        release();
    }

    private void abort(PartSending parts) {
        try {
            parts.abort();
        } catch (IOException e) {
            log.warn("The parts of upload {} stay until it expires: {}", upload, e.getMessage());
        }
    }
}
