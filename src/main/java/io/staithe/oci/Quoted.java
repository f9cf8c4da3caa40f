package io.staithe.oci;

/** Makes text that a client sent fit for a message: short, one line, and nothing in it that a terminal would obey. */
public final class Quoted {

    private static final int LONGEST = 120;

    private Quoted() {}

    public static String shortened(String text) {
        String printable = text.codePoints()
                .limit(LONGEST)
                .map(c -> isPrintable(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) > LONGEST ? printable + "…" : printable;
    }

    /** Whether it is one line without anything in it that a terminal would obey. */
    public static boolean isPrintable(String text) {
        return Ascii.isAll(text, Ascii::isVisibleOrSpace) || text.codePoints().allMatch(Quoted::isPrintable);
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
