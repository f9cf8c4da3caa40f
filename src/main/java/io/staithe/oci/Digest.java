package io.staithe.oci;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A content digest {@code algorithm:encoded}, image specification, section "Digests". The encoded part of a registered
 * algorithm is exact (lower-case hexadecimal of its length); other algorithms only have to fit the grammar, since a
 * manifest may name content that cannot be verified here.
 */
public record Digest(String algorithm, String encoded) implements Reference, Comparable<Digest> {

    private static final int MAX_LENGTH = 255;

    public Digest {
        if (algorithm.length() + 1 + encoded.length() > MAX_LENGTH || !isAlgorithm(algorithm) || !isEncoded(encoded)) {
            throw invalid(algorithm + ":" + encoded, "it does not fit 'algorithm:encoded'");
        }
        Optional<Algorithm> known = Algorithm.of(algorithm);
        if (known.isPresent() && !isHex(encoded, known.get().encodedLength())) {
            throw invalid(
                    algorithm + ":" + encoded,
                    algorithm + " is followed by " + known.get().encodedLength() + " lower-case hexadecimal digits");
        }
    }

    /** @throws RegistryException {@code DIGEST_INVALID} if the text is no digest */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw invalid(text, "it does not fit 'algorithm:encoded'");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The digest of the whole content. */
    public static Digest of(Algorithm algorithm, byte[] content) {
        return ofHash(algorithm, algorithm.newMessageDigest().digest(content));
    }

    /** The digest whose hash was computed elsewhere, as by {@link MessageDigest#digest()}. */
    public static Digest ofHash(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm.prefix(), HexFormat.of().formatHex(hash));
    }

    /** @throws RegistryException {@code DIGEST_INVALID} if content cannot be verified with this algorithm here */
    public Algorithm verifiableBy() {
        return Algorithm.parse(algorithm);
    }

    private static RegistryException invalid(String text, String reason) {
        return new RegistryException(
                ErrorCode.DIGEST_INVALID, "'" + Quoted.shortened(text) + "' is not a digest: " + reason);
    }

    private static boolean isHex(String text, int length) {
        return text.length() == length && Ascii.isAll(text, c -> Ascii.isDigit(c) || (c >= 'a' && c <= 'f'));
    }

    private static boolean isAlgorithm(String text) {
        boolean afterSeparator = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = Ascii.isLowerOrDigit(c);
            boolean separator = c == '+' || c == '.' || c == '_' || c == '-';
            if (!alphanumeric && (!separator || afterSeparator)) {
                return false;
            }
            afterSeparator = separator;
        }
        return !afterSeparator;
    }

    private static boolean isEncoded(String text) {
        return !text.isEmpty() && Ascii.isAll(text, c -> Ascii.isLetterOrDigit(c) || c == '=' || c == '_' || c == '-');
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm + ":" + encoded;
    }
}
