package io.staithe.access;

/** Names of accounts, robots, groups and access tokens. Without a colon, since that ends the name in Basic credentials. */
public final class Names {

    public static final String FORM = "a letter or digit, then up to 127 letters, digits, '.', '_', '@', '+' or '-'";
    private static final int LONGEST = 128;

    private Names() {}

    public static boolean isValid(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && isAlphanumeric(name.charAt(0))
                && name.chars().allMatch(c -> isAlphanumeric(c) || "._@+-".indexOf(c) >= 0);
    }

    /** @throws ChangeRefusedException if it is not valid */
    static void require(String name) {
        if (!isValid(name)) {
            throw new ChangeRefusedException(ChangeRefusedException.Reason.INVALID, "a name is " + FORM);
        }
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
