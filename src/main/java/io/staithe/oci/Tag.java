package io.staithe.oci;

/**
 * A tag: {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}}, distribution specification, section "Pulling manifests". Ordered by
 * ASCII code.
 */
public record Tag(String value) implements Reference, Comparable<Tag> {

    private static final int MAX_LENGTH = 128;

    public Tag {
        if (!isTag(value)) {
            throw new RegistryException(
                    ErrorCode.MANIFEST_INVALID,
                    "'" + Quoted.shortened(value)
                            + "' is not a tag: a tag has 1 to 128 letters, digits, '_', '.' or '-' and does not begin"
                            + " with '.' or '-'");
        }
    }

    /** @throws RegistryException {@code MANIFEST_INVALID} if the text is no tag */
    public static Tag parse(String text) {
        return new Tag(text);
    }

    private static boolean isTag(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean word = Ascii.isLetterOrDigit(c) || c == '_';
            boolean inner = i > 0 && (c == '.' || c == '-');
            if (!word && !inner) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Tag other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
