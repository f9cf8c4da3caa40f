package io.staithe.metadata;

/**
 * What repositories hold together, or by how much that changes.
 *
 * @param bytes of blobs, each once, of manifests and of uploads that are open
 * @param repositories with a manifest
 */
public record Amounts(long bytes, long repositories, long tags) {

    public static final Amounts NONE = new Amounts(0, 0, 0);

    public Amounts plus(Amounts other) {
        return new Amounts(bytes + other.bytes, repositories + other.repositories, tags + other.tags);
    }

    public Amounts minus(Amounts other) {
        return new Amounts(bytes - other.bytes, repositories - other.repositories, tags - other.tags);
    }

    /** Whether a change keeps within the limits. What does not grow may stay beyond them. */
    boolean hasRoomFor(Amounts change, Amounts limits) {
        return fits(bytes, change.bytes, limits.bytes)
                && fits(repositories, change.repositories, limits.repositories)
                && fits(tags, change.tags, limits.tags);
    }

    private static boolean fits(long used, long change, long limit) {
        return change <= 0 || used + change <= limit;
    }

    boolean grows() {
        return bytes > 0 || repositories > 0 || tags > 0;
    }
}
