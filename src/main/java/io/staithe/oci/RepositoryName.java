package io.staithe.oci;

/**
 * The name of a repository: components of {@code [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*} joined by {@code /}, at most 255
 * characters; distribution specification, section "Pulling manifests". Ordered by ASCII code.
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {

    private static final int MAX_LENGTH = 255;

    public RepositoryName {
        if (value.length() > MAX_LENGTH) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID,
                    "the repository name '" + Quoted.shortened(value) + "' is longer than " + MAX_LENGTH
                            + " characters");
        }
        if (!isName(value)) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID,
                    "'" + Quoted.shortened(value)
                            + "' is not a repository name: use lower-case letters and digits, single '.', '_', '__' or"
                            + " '-' between them, and '/' between components");
        }
    }

    /** @throws RegistryException {@code NAME_INVALID} if the text is no repository name */
    public static RepositoryName parse(String text) {
        return new RepositoryName(text);
    }

    private static boolean isName(String name) {
        int position = 0;
        while (true) {
            position = endOfAlphanumerics(name, position);
            if (position < 0) {
                return false;
            }
            if (position == name.length()) {
                return true;
            }
            position = endOfSeparator(name, position);
            if (position < 0) {
                return false;
            }
        }
    }

    private static int endOfAlphanumerics(String name, int start) {
        int i = start;
        while (i < name.length() && Ascii.isLowerOrDigit(name.charAt(i))) {
            i++;
        }
        return i == start ? -1 : i;
    }

    /** One '.', one or two '_', any number of '-', or one '/'. */
    private static int endOfSeparator(String name, int start) {
        char separator = name.charAt(start);
        int most = switch (separator) {
            case '.', '/' -> 1;
            case '_' -> 2;
            case '-' -> Integer.MAX_VALUE;
            default -> 0;
        };
        int i = start;
        while (i < name.length() && name.charAt(i) == separator) {
            i++;
        }
        return i == start || i - start > most ? -1 : i;
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
