package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.testing.Fuzz;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class QueryFuzzTest {

    private static final int ROUNDS = 200_000;
    private static final String[] PIECES = {
        "n", "last", "=", "==", "&", "&&", "%", "%2", "%zz", "%00", "%ff", "%c3%a4", "+", "a", "0", "-1", "tag", "%26"
    };

    private final Fuzz fuzz = new Fuzz();

    @Test
    void anyQueryIsReadOrIsRefused() {
        fuzz.check(ROUNDS, () -> fuzz.joined(10, PIECES), text -> {
            try {
                Query query = Query.parse(text);
                assertThat(query.all("n")).noneMatch(value -> value.contains("\0"));
                OptionalInt count = query.count("n");
                assertThat(count.isPresent()).isEqualTo(query.first("n").isPresent());
                assertThat(count.orElse(0)).isNotNegative();
            } catch (RegistryException e) {
                assertThat(e.code()).isIn(ErrorCode.NAME_INVALID, ErrorCode.UNSUPPORTED);
                assertThat(e.status()).isEqualTo(400);
            }
        });
    }

    @Test
    void whatIsEscapedComesBack() {
        String[] values = {"a", "Z", "+", " ", "&", "=", "%", "/", ":", "ä", "\uD83D\uDC33", "\n", "sha256:0"};
        List<String> expected = new ArrayList<>();
        fuzz.check(
                ROUNDS / 4,
                () -> {
                    expected.clear();
                    StringBuilder query = new StringBuilder();
                    for (int count = 1 + fuzz.below(4); count > 0; count--) {
                        String value = fuzz.oneOf(values) + fuzz.oneOf(values);
                        expected.add(value);
                        String escaped = URLEncoder.encode(value, UTF_8).replace("+", "%20");
                        query.append("&tag=").append(escaped).append("&other");
                    }
                    return query.substring(1);
                },
                query -> assertThat(Query.parse(query).all("tag")).isEqualTo(expected));
    }
}
