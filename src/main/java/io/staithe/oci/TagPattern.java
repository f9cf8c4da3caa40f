package io.staithe.oci;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A tag in which {@code *} stands for any characters, also none. */
public final class TagPattern {

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_.*-]{1,128}");

    private final String text;
    private final Pattern pattern;

    private TagPattern(String text) {
        this.text = text;
        this.pattern = Pattern.compile(
                Stream.of(text.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /** @return empty if no tag could ever match */
    public static Optional<TagPattern> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TagPattern(text)) : Optional.empty();
    }

    public boolean matches(Tag tag) {
        return pattern.matcher(tag.value()).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
