package io.staithe.oci;

/** What names a manifest in a path: a tag or a digest. */
public sealed interface Reference permits Tag, Digest {

    /**
     * A text with a colon is read as a digest, any other as a tag.
     *
     * @throws RegistryException {@code DIGEST_INVALID} or {@code MANIFEST_INVALID} if it is neither
     */
    static Reference parse(String text) {
        return text.indexOf(':') >= 0 ? Digest.parse(text) : Tag.parse(text);
    }
}
