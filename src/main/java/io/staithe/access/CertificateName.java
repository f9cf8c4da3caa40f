package io.staithe.access;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate must say of its owner or of its issuer, RFC 5280. In an alternative name a star stands for one or more
 * characters, but not for those that separate the parts of a name.
 */
sealed interface CertificateName {

    String FORM = "'subject=<name>', 'issuer=<name>', 'dns=<host>', 'uri=<uri>' or 'email=<address>'";

    boolean isOn(X509Certificate certificate);

    /** The whole name of the owner, whatever the case or the spaces between its parts. */
    record Owner(X500Principal name) implements CertificateName {
        @Override
        public boolean isOn(X509Certificate certificate) {
            return certificate.getSubjectX500Principal().equals(name);
        }
    }

    /** The whole name of who signed it. */
    record Issuer(X500Principal name) implements CertificateName {
        @Override
        public boolean isOn(X509Certificate certificate) {
            return certificate.getIssuerX500Principal().equals(name);
        }
    }

    /**
     * One of the alternative names of the owner.
     *
     * @param type as in {@link X509Certificate#getSubjectAlternativeNames}
     */
    record Alternative(int type, Pattern value) implements CertificateName {
        @Override
        public boolean isOn(X509Certificate certificate) {
            return alternatives(certificate).stream()
                    .anyMatch(name -> Integer.valueOf(type).equals(name.getFirst())
                            && value.matcher(String.valueOf(name.get(1))).matches());
        }

        private static Collection<List<?>> alternatives(X509Certificate certificate) {
            try {
                @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
                return names == null ? List.of() : names;
            } catch (CertificateParsingException e) {
                return List.of();
            }
        }
    }

    /** @return empty if the text is none of {@link #FORM} */
    static Optional<CertificateName> parse(String text) {
        int equals = text.indexOf('=');
        String value = text.substring(equals + 1);
        if (equals < 0 || value.isBlank()) {
            return Optional.empty();
        }
        return switch (text.substring(0, equals)) {
            case "subject" -> principal(value).map(Owner::new);
            case "issuer" -> principal(value).map(Issuer::new);
            case "email" -> Optional.of(new Alternative(1, pattern(value, 0)));
            case "dns" ->
                Optional.of(new Alternative(2, pattern(value.toLowerCase(Locale.ROOT), Pattern.CASE_INSENSITIVE)));
            case "uri" -> Optional.of(new Alternative(6, pattern(value, 0)));
            default -> Optional.empty();
        };
    }

    private static Optional<X500Principal> principal(String name) {
        try {
            return Optional.of(new X500Principal(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Pattern pattern(String text, int flags) {
        return Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^./@]+")), flags);
    }
}
