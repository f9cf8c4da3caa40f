package io.staithe.blob;

import java.util.function.LongUnaryOperator;

/** How many bytes a request may send. Asks again only when what there was room for is used up. Not thread-safe. */
final class Allowance {

    static final Allowance UNLIMITED = new Allowance(bytes -> Long.MAX_VALUE);

    private final LongUnaryOperator room;
    private long known = -1;

    /** @param room says how many bytes there is room for, or refuses if it is less than so many */
    Allowance(LongUnaryOperator room) {
        this.room = room;
    }

    /** @param total bytes that the request has sent so far */
    void require(long total) {
        if (total > known) {
            known = room.applyAsLong(total);
        }
    }
}
