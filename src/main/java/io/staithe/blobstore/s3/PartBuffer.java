package io.staithe.blobstore.s3;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gathers bytes in pieces, so that nothing is copied when it grows or when its front is cut off. For one thread. */
final class PartBuffer {

    /** Part sizes are multiples of it. */
    static final int PIECE_BYTES = 1 << 20;

    private static final int FIRST_PIECE_BYTES = 16 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private final long expected;
    private long size;
    private int roomInLast;

    /** @param expected how many bytes will come; -1 if it is not known */
    PartBuffer(long expected) {
        this.expected = expected;
    }

    long size() {
        return size;
    }

    /** Takes the bytes until the limit of the source. */
    void append(ByteBuffer source) {
        while (source.hasRemaining()) {
            if (roomInLast == 0) {
                byte[] piece = new byte[nextPieceBytes()];
                pieces.add(piece);
                roomInLast = piece.length;
            }
            byte[] last = pieces.getLast();
            int count = Math.min(roomInLast, source.remaining());
            source.get(last, last.length - roomInLast, count);
            roomInLast -= count;
            size += count;
        }
    }

    /** Doubles what is there, so that the pieces join at multiples of the largest. */
    private int nextPieceBytes() {
        return expected > size
                ? (int) Math.min(expected - size, PIECE_BYTES)
                : Math.clamp(size, FIRST_PIECE_BYTES, PIECE_BYTES);
    }

    /** Cuts off the front: as many whole pieces as fit. */
    Bytes take(long length) {
        List<byte[]> front = new ArrayList<>();
        long taken = 0;
        while (!pieces.isEmpty() && taken + usedOf(0) <= length) {
            taken += usedOf(0);
            front.add(pieces.removeFirst());
        }
        size -= taken;
        roomInLast = pieces.isEmpty() ? 0 : roomInLast;
        return new Bytes(List.copyOf(front), taken);
    }

    Bytes takeAll() {
        return take(size);
    }

    private int usedOf(int index) {
        int length = pieces.get(index).length;
        return index == pieces.size() - 1 ? length - roomInLast : length;
    }

    /** All bytes in one array, which stay. */
    byte[] toArray() {
        ByteBuffer all = ByteBuffer.allocate((int) size);
        new Bytes(List.copyOf(pieces), size).forEach(all::put);
        return all.array();
    }
}
