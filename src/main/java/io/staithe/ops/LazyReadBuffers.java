package io.staithe.ops;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * A connection's buffers, of which the one to read into is only there once it is needed. Its size says how much Tomcat reads
 * at once, but a request is read into another buffer, which has as much room.
 */
final class LazyReadBuffers extends SocketBufferHandler {

    /** Of this the size can be asked, and that there is nothing in it. */
    private final ByteBuffer nothing;

    private volatile @Nullable SocketBufferHandler used;

    /** @param nothing empty, with the capacity that the buffer has; for all connections */
    LazyReadBuffers(ByteBuffer nothing, int writeBytes) {
        super(0, writeBytes, false);
        this.nothing = nothing;
    }

    /** What all connections have until they need more. */
    static ByteBuffer nothing(int bytes) {
        return ByteBuffer.allocate(bytes).limit(0).asReadOnlyBuffer();
    }

    private SocketBufferHandler use() {
        SocketBufferHandler known = used;
        if (known == null) {
            known = new SocketBufferHandler(nothing.capacity(), 0, false);
            used = known;
        }
        return known;
    }

    @Override
    public ByteBuffer getReadBuffer() {
        SocketBufferHandler known = used;
        return known == null ? nothing : known.getReadBuffer();
    }

    @Override
    public void configureReadBufferForWrite() {
        use().configureReadBufferForWrite();
    }

    @Override
    public void configureReadBufferForRead() {
        SocketBufferHandler known = used;
        if (known != null) {
            known.configureReadBufferForRead();
        }
    }

    @Override
    public boolean isReadBufferEmpty() {
        SocketBufferHandler known = used;
        return known == null || known.isReadBufferEmpty();
    }

    @Override
    public void unReadReadBuffer(ByteBuffer returned) {
        use().unReadReadBuffer(returned);
    }

    @Override
    public void reset() {
        super.reset();
        used = null;
    }
}
