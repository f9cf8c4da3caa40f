package io.staithe.oci;

/**
 * What a manifest says of a piece of content, image specification, section "Descriptor".
 *
 * @param size in bytes
 * @param external whether the content may lie elsewhere: a non-distributable layer, or one with {@code urls}
 */
public record Descriptor(String mediaType, Digest digest, long size, boolean external) {}
