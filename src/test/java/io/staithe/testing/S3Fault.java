package io.staithe.testing;

import java.time.Duration;

/** What happens to a request on its way to S3. */
public sealed interface S3Fault {

    /** Bytes of the request's body after which the connection ends. */
    default long mostSent() {
        return Long.MAX_VALUE;
    }

    /** Bytes of the answer's body after which the connection ends. */
    default long mostReceived() {
        return Long.MAX_VALUE;
    }

    /** Nothing. */
    record None() implements S3Fault {}

    /** S3 is not asked, and this is the answer. With 200 it is an error that S3 notices too late to say so. */
    record Refused(int status, String code) implements S3Fault {}

    /** The connection ends in the middle of the request's body. */
    record RequestCut(long mostSent) implements S3Fault {}

    /** S3 does what it was asked for, and nobody hears of it. */
    record AnswerLost() implements S3Fault {}

    /** The connection ends in the middle of the answer's body. */
    record AnswerCut(long mostReceived) implements S3Fault {}

    /** S3 is asked later. */
    record Late(Duration by) implements S3Fault {}
}
