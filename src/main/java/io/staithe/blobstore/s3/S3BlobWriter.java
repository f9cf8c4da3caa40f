package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobWriter;
import io.staithe.blobstore.SlowWriterException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.WriteState;
import io.staithe.blobstore.s3.S3WriteState.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers bytes into parts. A part is sent only when what stays behind is long enough for a part of its own, so that
 * nothing but parts is left when the write is suspended. What fits one part becomes an object by itself.
 */
final class S3BlobWriter implements BlobWriter {

    private static final int COPY_BYTES = 64 << 10;

    private final S3Bucket bucket;
    private final StorageKey upload;
    private final S3WriteState start;
    private final List<StorageKey> superfluous;
    private final OwnObjects objects;
    private final GatheringMemory memory;
    private final ArrivalRate rate;
    private PartBuffer buffer;
    private @Nullable StoredObject head;
    private long expected = -1;
    private long size;
    private boolean kept;

    /**
     * Begins or goes on.
     *
     * @param upload the key that all names of objects are made of
     */
    S3BlobWriter(S3Writing writing, StorageKey upload, S3WriteState start) {
        this.bucket = writing.bucket();
        this.upload = upload;
        this.start = start;
        this.superfluous = new ArrayList<>(start.superfluousKeys());
        this.objects = new OwnObjects(writing, upload, start.multipart());
        this.memory = new GatheringMemory(writing.memory());
        this.rate = writing.newRate();
        this.buffer = new PartBuffer(-1);
        this.head = start.object();
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
        rate.came(count);
        loadTail();
        gather(bytes);
        size += count;
        rate.next();
        if (rate.isSlow() && memory.isWanted()) {
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
        return objects.nextPartSize() + PartSizes.LEAST;
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
        if (memory.suffices(bytes)) {
            return;
        }
        long wanted = wanted(bytes);
        if (!memory.tryExchange(wanted)) {
            if (memory.isLarge()) {
                giveBack();
            }
            memory.exchange(wanted);
        }
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

    /** Parts have grown: whoever waits for a large amount must hold none, so what is there becomes a part. */
    private void giveBack() throws IOException {
        if (pending() >= PartSizes.LEAST) {
            sendAll();
            buffer = new PartBuffer(-1);
        }
        memory.release();
    }

    private void sendPart() throws IOException {
        long length = objects.nextPartSize();
        loadHead();
        objects.sendPart(buffer.take(length));
    }

    private void sendAll() throws IOException {
        loadHead();
        objects.sendPart(buffer.takeAll());
    }

    /** The first bytes lie in an object; a part or another object needs them too. */
    private void loadHead() throws IOException {
        if (head == null) {
            return;
        }
        StorageKey key = new StorageKey(head.key());
        PartBuffer whole = new PartBuffer(pending());
        try (InputStream stream = bucket.read(key, head.size(), 0, head.size())) {
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
        if (!objects.hasParts() && head == null) {
            StoredObject object = new StoredObject(objects.put(buffer.takeAll()).value(), size);
            return new S3WriteState(object, null, new byte[0], superfluousNames());
        }
        if (buffer.size() >= PartSizes.LEAST) {
            sendAll();
        }
        return new S3WriteState(head, objects.parts(), buffer.toArray(), superfluousNames());
    }

    private List<String> superfluousNames() {
        return superfluous.stream().map(StorageKey::value).toList();
    }

    @Override
    public Committed commit() throws IOException {
        loadTail();
        Committed committed = objects.hasParts() ? committedParts() : committedObject();
        kept = true;
        return committed;
    }

    private Committed committedObject() throws IOException {
        if (head != null && buffer.size() == 0) {
            return new Committed(new StorageKey(head.key()), true, List.copyOf(superfluous));
        }
        loadHead();
        return new Committed(objects.put(buffer.takeAll()), true, List.copyOf(superfluous));
    }

    private Committed committedParts() throws IOException {
        if (buffer.size() > 0) {
            objects.sendPart(buffer.takeAll());
        }
        return objects.completeParts(size, List.copyOf(superfluous));
    }

    @Override
    public void revoke() throws IOException {
        objects.revoke();
    }

    @Override
    public void close() {
        if (!kept) {
            objects.abandonParts();
        }
        kept = true;
        buffer = new PartBuffer(0);
        memory.release();
    }
}
