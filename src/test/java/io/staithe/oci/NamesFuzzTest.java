package io.staithe.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Fuzz;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names, tags and digests are taken exactly if the specification's expressions match. */
class NamesFuzzTest {

    private static final int ROUNDS = 200_000;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+");
    private static final Pattern SHA256 = Pattern.compile("sha256:[a-f0-9]{64}");
    private static final Pattern SHA512 = Pattern.compile("sha512:[a-f0-9]{128}");
    private static final int LONGEST = 255;

    private final Fuzz fuzz = new Fuzz();

    private static <T> Optional<T> parse(String text, Function<String, T> parser, ErrorCode refusal) {
        try {
            return Optional.of(parser.apply(text));
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(refusal);
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(600).doesNotContain("\n", "\r", "\0");
            return Optional.empty();
        }
    }

    @Test
    void repositoryNames() {
        String[] pieces = {"a", "z9", "0", "-", "--", "_", "__", "___", ".", "..", "/", "//", "A", "abc/def", "é"};
        fuzz.check(ROUNDS, () -> fuzz.joined(12, pieces), text -> {
            Optional<RepositoryName> name = parse(text, RepositoryName::parse, ErrorCode.NAME_INVALID);
            assertThat(name.isPresent())
                    .isEqualTo(text.length() <= LONGEST && NAME.matcher(text).matches());
            name.ifPresent(parsed -> assertThat(parsed).hasToString(text));
        });
    }

    @Test
    void tags() {
        String[] pieces = {"a", "Z", "0", "_", ".", "-", "v1.2.3", "latest", ":", "/", "+", "ß", "x".repeat(60)};
        fuzz.check(ROUNDS, () -> fuzz.joined(8, pieces), text -> {
            Optional<Tag> tag = parse(text, Tag::parse, ErrorCode.MANIFEST_INVALID);
            assertThat(tag.isPresent()).isEqualTo(TAG.matcher(text).matches());
            tag.ifPresent(parsed -> assertThat(parsed).hasToString(text));
        });
    }

    @Test
    void digests() {
        String[] pieces = {"sha256", "sha512", "md5", "a+b", ".", ":", "::", "0".repeat(64), "f".repeat(128), "A", "="};
        fuzz.check(ROUNDS, () -> fuzz.joined(4, pieces), text -> {
            Optional<Digest> digest = parse(text, Digest::parse, ErrorCode.DIGEST_INVALID);
            assertThat(digest.isPresent()).isEqualTo(isDigest(text));
            digest.ifPresent(parsed -> assertThat(parsed).hasToString(text));
        });
    }

    @Test
    void digestsThatAreNearlyRight() {
        String right = "sha256:" + "0123456789abcdef".repeat(4);
        fuzz.check(
                ROUNDS,
                () -> fuzz.mutated(right),
                text -> assertThat(parse(text, Digest::parse, ErrorCode.DIGEST_INVALID)
                                .isPresent())
                        .isEqualTo(isDigest(text)));
    }

    private static boolean isDigest(String text) {
        boolean exact = switch (text.split(":", 2)[0]) {
            case "sha256" -> SHA256.matcher(text).matches();
            case "sha512" -> SHA512.matcher(text).matches();
            default -> true;
        };
        return exact && text.length() <= LONGEST && DIGEST.matcher(text).matches();
    }

    @Test
    void aReferenceIsADigestIfItHasAColonAndATagIfItHasNone() {
        String[] pieces = {"sha256:", "latest", "v1", ":", "0".repeat(64), "-", ".", "/"};
        fuzz.check(ROUNDS, () -> fuzz.joined(3, pieces), text -> {
            ErrorCode refusal = text.contains(":") ? ErrorCode.DIGEST_INVALID : ErrorCode.MANIFEST_INVALID;
            parse(text, Reference::parse, refusal).ifPresent(reference -> {
                assertThat(reference).hasToString(text);
                assertThat(reference instanceof Digest).isEqualTo(text.contains(":"));
            });
        });
    }
}
