package io.staithe.blobstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.staithe.settings.InvalidSettingException;
import io.staithe.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class S3StartCheckTest {

    private final S3Server server = S3Server.shared();
    private final String prefix = S3Server.newPrefix();

    @Test
    void aServerThatDoesItAllIsTakenAndNothingIsLeftThere() throws IOException {
        try (S3BlobStore store = S3Stores.of(server, prefix, Map.of())) {
            check(Map.of(), Clock.systemUTC());
            List<String> left = new ArrayList<>();
            store.forEach(Instant.MAX, (key, size) -> left.add(key.value()));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aBucketThatIsNotThereIsNamed() {
        refused(Map.of("bucket", "no-such-bucket"), "staithe.storage.s3.bucket", "there is no such bucket");
    }

    @Test
    void aWrongKeyAndAWrongSecretAreToldApart() {
        refused(Map.of("access-key-id", "AKIAOTHER"), "staithe.storage.s3.access-key-id", "does not know the key");
        refused(Map.of("secret-access-key", "hush"), "staithe.storage.s3.access-key-id", "does not belong");
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() {
        refused(Map.of("endpoint", "http://127.0.0.1:1"), "staithe.storage.s3.endpoint", "cannot be reached");
    }

    @Test
    void aClockThatIsWrongIsNamed() {
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        assertThatThrownBy(() -> check(Map.of(), late)).hasMessageContaining("s apart");
    }

    @Test
    void aBucketOfAnotherRegionIsNamedWithItsRegion() throws IOException {
        answering(
                exchange -> {
                    exchange.getResponseHeaders().add("x-amz-bucket-region", "eu-west-3");
                    answer(exchange, 301, "PermanentRedirect");
                },
                endpoint -> refused(Map.of("endpoint", endpoint), "staithe.storage.s3.region", "region eu-west-3"));
    }

    @Test
    void aRightThatIsMissingIsNamed() throws IOException {
        answering(
                exchange -> {
                    if (exchange.getRequestMethod().equals("GET")) {
                        answer(exchange, 200, "ListBucketResult");
                    } else {
                        answer(exchange, 403, "AccessDenied");
                    }
                },
                endpoint ->
                        refused(Map.of("endpoint", endpoint), "staithe.storage.s3.bucket", "may not do s3:PutObject"));
    }

    @Test
    void aServerThatIsIllIsNoReasonNotToStart() throws IOException {
        answering(
                exchange -> answer(exchange, 503, "SlowDown"),
                endpoint -> assertThatCode(() -> check(Map.of("endpoint", endpoint), Clock.systemUTC()))
                        .doesNotThrowAnyException());
    }

    private void check(Map<String, String> settings, Clock clock) {
        try (S3BlobStore store = S3Stores.of(server, prefix, settings)) {
            new S3StartCheck(
                            store.bucket(),
                            store.uploads(),
                            S3Stores.properties(server, prefix, settings),
                            clock,
                            new SplittableRandom())
                    .run();
        }
    }

    private void refused(Map<String, String> settings, String property, String reason) {
        assertThatThrownBy(() -> check(settings, Clock.systemUTC()))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.property()).isEqualTo(property);
                    assertThat(e.reason()).contains(reason);
                    assertThat(e).hasMessageNotContaining("hush");
                });
    }

    /** What is tried while a server answers. */
    @FunctionalInterface
    private interface Trial {
        void with(String endpoint);
    }

    /** How a server answers. */
    @FunctionalInterface
    private interface Answering {
        void to(HttpExchange exchange) throws IOException;
    }

    private static void answering(Answering answering, Trial trial) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                answering.to(exchange);
            }
        });
        http.start();
        try {
            trial.with("http://127.0.0.1:" + http.getAddress().getPort());
        } finally {
            http.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, int status, String code) throws IOException {
        String body = status == 200 ? "<%s></%s>" : "<Error><Code>%s</Code><Message>so it is</Message></Error>";
        byte[] bytes = body.replace("%s", code).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
