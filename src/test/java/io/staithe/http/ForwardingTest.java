package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Where clients are told to log in, behind proxies. */
@Isolated("listens to the log, which all tests share")
class ForwardingTest {

    @TempDir
    private Path data;

    private static String challenge(GuardedRegistry registry, String... headers) {
        return registry.client().ask("GET /v2/", headers).expect(401).header("WWW-Authenticate");
    }

    @Test
    void ofSeveralTrustedProxiesTheFirstOneSaysWhatTheClientUses() {
        try (GuardedRegistry registry = GuardedRegistry.start(data, "staithe.trusted-proxies=127.0.0.1")) {
            assertThat(challenge(
                            registry,
                            "X-Forwarded-Proto",
                            "https,http",
                            "X-Forwarded-Host",
                            "registry.example.com, inner:8080"))
                    .startsWith("Bearer realm=\"https://registry.example.com/token\"");
            assertThat(challenge(registry, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "no host"))
                    .startsWith("Bearer realm=\"https://127.0.0.1:%d/token\""
                            .formatted(registry.registry().port()));
        }
    }

    @Test
    void aProxyThatIsNotTrustedIsNotBelievedAndNamedInTheLogOnce() {
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        try (GuardedRegistry registry = GuardedRegistry.start(data, "staithe.access.failures-per-address=3")) {
            Logger logger = (Logger) LoggerFactory.getLogger(Forwarding.class);
            heard.start();
            logger.addAppender(heard);
            for (int i = 0; i < 3; i++) {
                assertThat(challenge(registry, "X-Forwarded-Proto", "https")).contains("\"http://");
            }
            logger.detachAppender(heard);
            for (int i = 0; i < 4; i++) {
                Answer guess = registry.client()
                        .ask(
                                "GET /v2/",
                                "X-Forwarded-For",
                                "192.0.2." + i,
                                "Authorization",
                                Credentials.basic("nobody" + i, "guess"));
                guess.expect(i < 3 ? 401 : 429);
            }
        }
        assertThat(heard.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage()).contains("127.0.0.1", "staithe.trusted-proxies");
        });
    }
}
