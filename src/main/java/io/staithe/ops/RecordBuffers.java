package io.staithe.ops;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * What a TLS connection reads into and writes from. It writes from exactly one record's content, since Tomcat's own
 * buffer is 320 bytes larger, which would go out as a record of their own. Who fills it has more to send, and gets room
 * for several records if there is a place for it, until all is sent. Used by one thread at a time, as the connection is.
 */
final class RecordBuffers extends SocketBufferHandler {

    /** The most that TLS puts into a record. */
    static final int RECORD_BYTES = 16 << 10;

    /** What a record of TLS takes at most as it is sent, and so what it may hold when it is decrypted. */
    static final int PACKET_BYTES = RECORD_BYTES + 325;

    /** Eight took 0.05 s of CPU less for 1 GiB, for twice the memory. */
    static final int RECORDS = 4;

    /** Of a connection that has a place, here and in its channel. */
    static final int MOST_BYTES = RECORDS * (RECORD_BYTES + PACKET_BYTES);

    private final Semaphore places;
    private final AtomicBoolean placed = new AtomicBoolean();
    private final ByteBuffer small = ByteBuffer.allocate(RECORD_BYTES);
    private volatile ByteBuffer buffer = small;
    private volatile boolean filling = true;

    RecordBuffers(Semaphore places) {
        super(PACKET_BYTES, 0, false);
        this.places = places;
    }

    /** The read buffer's is enough for any record, unless Java is told to take larger ones. */
    @Override
    public void expand(int bytes) {
        if (getReadBuffer().capacity() < bytes) {
            super.expand(bytes);
        }
    }

    @Override
    public void configureWriteBufferForWrite() {
        if (filling) {
            return;
        }
        if (buffer.hasRemaining()) {
            buffer.compact();
        } else {
            growIfFull();
            buffer.clear();
        }
        filling = true;
    }

    private void growIfFull() {
        if (!placed.get() && wasFull() && places.tryAcquire()) {
            placed.set(true);
            buffer = ByteBuffer.allocate(RECORDS * RECORD_BYTES);
        }
    }

    private boolean wasFull() {
        return buffer.limit() == buffer.capacity();
    }

    @Override
    public void configureWriteBufferForRead() {
        if (filling) {
            buffer.flip();
            filling = false;
        }
    }

    @Override
    public boolean isWriteBufferWritable() {
        return filling == buffer.hasRemaining();
    }

    @Override
    public boolean isWriteBufferEmpty() {
        return filling ? buffer.position() == 0 : !buffer.hasRemaining();
    }

    @Override
    public ByteBuffer getWriteBuffer() {
        return buffer;
    }

    /** Gives back what a large answer had, if that was its end: a buffer that is not full is the last one. */
    boolean shrinkAtEnd() {
        if (filling || buffer.hasRemaining() || wasFull()) {
            return false;
        }
        shrink();
        return true;
    }

    private void shrink() {
        if (placed.compareAndSet(true, false)) {
            buffer = small.clear();
            filling = true;
            places.release();
        }
    }

    @Override
    public void reset() {
        super.reset();
        shrink();
        buffer.clear();
        filling = true;
    }

    @Override
    public void free() {
        shrink();
        super.free();
    }
}
