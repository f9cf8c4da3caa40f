package io.staithe.oci;

import java.util.function.IntPredicate;

/** The character classes that the specification's grammars are made of. */
final class Ascii {

    private Ascii() {}

    /** Without a stream, which costs more than what it asks: a small image has a thousand characters of digests. */
    static boolean isAll(String text, IntPredicate accepted) {
        for (int i = 0; i < text.length(); i++) {
            if (!accepted.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isVisibleOrSpace(int c) {
        return c >= ' ' && c <= '~';
    }

    static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLowerOrDigit(int c) {
        return isLower(c) || isDigit(c);
    }

    static boolean isLetterOrDigit(int c) {
        return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z');
    }
}
