package io.staithe.blob;

import io.staithe.oci.Digest;

/** What came of a request that writes to an upload session. */
public sealed interface UploadResult {

    /** The session has this many bytes now. */
    record Appended(long size) implements UploadResult {}

    /** The blob is durable and can be pulled. */
    record Finished(Digest digest) implements UploadResult {}

    /** Nothing changed: the session has this many bytes, and the request's do not follow, or another request is at it. */
    record OutOfOrder(long size) implements UploadResult {}
}
