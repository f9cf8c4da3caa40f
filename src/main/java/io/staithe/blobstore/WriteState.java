package io.staithe.blobstore;

/**
 * Where an unfinished write stands, for another request or another node to go on.
 *
 * @param size bytes written so far
 * @param token opaque to all but the back end that made it
 */
public record WriteState(long size, String token) {}
