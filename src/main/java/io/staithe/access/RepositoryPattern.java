package io.staithe.access;

import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import java.util.Optional;

/**
 * Which repositories a rule is about: one ({@code team/app}), those one level below a name ({@code team/*}), all below
 * it ({@code team/**}), or all ({@code **}).
 */
public sealed interface RepositoryPattern {

    boolean matches(RepositoryName name);

    /** One repository. */
    record One(RepositoryName name) implements RepositoryPattern {
        @Override
        public boolean matches(RepositoryName other) {
            return name.equals(other);
        }

        @Override
        public String toString() {
            return name.value();
        }
    }

    /**
     * Those with one more component than the prefix.
     *
     * @param prefix empty, or with a slash at its end
     */
    record OneLevel(String prefix) implements RepositoryPattern {
        @Override
        public boolean matches(RepositoryName name) {
            return name.value().startsWith(prefix) && name.value().indexOf('/', prefix.length()) < 0;
        }

        @Override
        public String toString() {
            return prefix + "*";
        }
    }

    /**
     * Those with one or more components more than the prefix.
     *
     * @param prefix empty, or with a slash at its end
     */
    record AllLevels(String prefix) implements RepositoryPattern {
        @Override
        public boolean matches(RepositoryName name) {
            return name.value().startsWith(prefix);
        }

        @Override
        public String toString() {
            return prefix + "**";
        }
    }

    /** @return empty if the text is none of the four forms */
    static Optional<RepositoryPattern> parse(String text) {
        if (text.endsWith("**")) {
            String prefix = text.substring(0, text.length() - 2);
            return isPrefix(prefix) ? Optional.of(new AllLevels(prefix)) : Optional.empty();
        }
        if (text.endsWith("*")) {
            String prefix = text.substring(0, text.length() - 1);
            return isPrefix(prefix) ? Optional.of(new OneLevel(prefix)) : Optional.empty();
        }
        return name(text).map(One::new);
    }

    private static boolean isPrefix(String prefix) {
        return prefix.isEmpty()
                || (prefix.endsWith("/")
                        && name(prefix.substring(0, prefix.length() - 1)).isPresent());
    }

    private static Optional<RepositoryName> name(String text) {
        try {
            return Optional.of(RepositoryName.parse(text));
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }
}
