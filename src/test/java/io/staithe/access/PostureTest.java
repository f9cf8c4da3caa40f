package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.staithe.oci.ErrorCode;
import io.staithe.settings.InvalidSettingException;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Who gets in where nobody, or hardly anybody, said who may. */
@Isolated("listens to the log, which all tests share")
class PostureTest {

    private static final Pattern PASSWORD = Pattern.compile("created with the password ([A-Za-z0-9]{24}) ");
    private static final String ELSEWHERE = "server.address=0.0.0.0";

    @TempDir
    private Path data;

    private TestRegistry start(String... settings) {
        return TestRegistry.startWith(List.of(Listener.class), data, settings);
    }

    /** Catches what is logged from the moment that beans are made. */
    static final class Listener {
        static final ListAppender<ILoggingEvent> HEARD = new ListAppender<>();

        Listener() {
            HEARD.list.clear();
            Logger said = (Logger) LoggerFactory.getLogger("io.staithe");
            HEARD.setContext(said.getLoggerContext());
            HEARD.start();
            said.addAppender(HEARD);
        }
    }

    private static List<String> passwordsSaid() {
        return Listener.HEARD.list.stream()
                .map(event -> PASSWORD.matcher(event.getFormattedMessage()))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    @Test
    void onLoopbackWithoutSettingsEverybodyMay() {
        try (TestRegistry registry = start()) {
            RegistryClient client = registry.client();
            client.ask("GET /v2/").expect(200);
            client.pushImage("app", "1", "hello");
            client.ask("DELETE /v2/app/manifests/1").expect(202);
            assertThat(passwordsSaid()).isEmpty();
        }
    }

    @Test
    void elsewhereOnlyAnAdministratorMayWhosePasswordIsSaidOnce() {
        String password;
        try (TestRegistry registry = start(ELSEWHERE)) {
            assertThat(passwordsSaid()).hasSize(1);
            password = passwordsSaid().getFirst();
            registry.client().ask("GET /v2/").refused(401, ErrorCode.UNAUTHORIZED);
            registry.client().ask("GET /v2/app/tags/list").refused(401, ErrorCode.UNAUTHORIZED);
            registry.client().ask("POST /v2/app/blobs/uploads/").refused(401, ErrorCode.UNAUTHORIZED);
            registry.client().ask("GET /v2/_catalog").refused(401, ErrorCode.UNAUTHORIZED);
            String admin = Credentials.basic("admin", password);
            registry.client()
                    .ask("POST /v2/app/blobs/uploads/", "Authorization", admin)
                    .expect(202);
        }
        try (TestRegistry registry = start(ELSEWHERE)) {
            assertThat(passwordsSaid()).isEmpty();
            registry.client()
                    .ask("GET /v2/", "Authorization", Credentials.basic("admin", password))
                    .expect(200);
        }
        try (TestRegistry registry = start()) {
            registry.client().ask("GET /v2/").expect(401);
        }
    }

    @Test
    void anAddressThatIsLeftOutIsEveryAddress() {
        try (TestRegistry registry = start("server.address=")) {
            registry.client().ask("GET /v2/").expect(401);
            assertThat(passwordsSaid()).hasSize(1);
        }
    }

    @Test
    void openElsewhereTakesASettingAndGivesNoMoreThanItSays() {
        try (TestRegistry registry = start(ELSEWHERE, "staithe.access.anonymous=push")) {
            registry.client().ask("GET /v2/").expect(200);
            registry.client().pushImage("app", "1", "hello");
            registry.client().ask("DELETE /v2/app/manifests/1").expect(401);
            assertThat(passwordsSaid()).isEmpty();
            assertThat(Listener.HEARD.list)
                    .anyMatch(event -> event.getFormattedMessage().startsWith("Whoever reaches this port may push"));
        }
        try (TestRegistry registry = start(ELSEWHERE, "staithe.access.anonymous=pull")) {
            registry.client().ask("GET /v2/app/manifests/1").expect(200);
            registry.client().ask("POST /v2/app/blobs/uploads/").expect(401);
        }
        try (TestRegistry registry = start("staithe.access.anonymous=none")) {
            registry.client().ask("GET /v2/app/manifests/1").expect(401);
        }
    }

    @Test
    void managementHasAPortOfItsOwnOrNothingStarts() {
        assertThatThrownBy(() -> start("management.server.port="))
                .hasStackTraceContaining("the management server is not listening on a separate port");
    }

    @Test
    void theAdministratorsPasswordIsTheOneThatIsSetLast() {
        for (String password : new String[] {"first", "second"}) {
            try (TestRegistry registry = start("staithe.access.admin-password=" + password)) {
                assertThat(logIn(registry, "first").status()).isEqualTo(password.equals("first") ? 200 : 401);
                assertThat(logIn(registry, "second").status()).isEqualTo(password.equals("second") ? 200 : 401);
            }
        }
        try (TestRegistry registry = start()) {
            logIn(registry, "second").expect(200);
        }
    }

    private static Answer logIn(TestRegistry registry, String password) {
        return registry.client().ask("GET /v2/", "Authorization", Credentials.basic("admin", password));
    }

    @Test
    void aFileOfAccountsThatCannotBeUsedStopsTheStart() throws IOException {
        Path file = data.resolve("accounts");
        refused(file, "NoSuchFileException");
        Files.writeString(file, "alice:$apr1$salt$abcdefghijklmnopqrstu1\n");
        refused(file, "line 1 has no bcrypt hash");
        Files.writeString(file, "# people\n\na b:x\n");
        refused(file, "line 3 does not begin with a name");
        Credentials.htpasswd(file, "alice", "alice");
        refused(file, "line 2 has a name that was there before");
    }

    private void refused(Path file, String reason) {
        assertThatThrownBy(() -> start("staithe.access.htpasswd=" + file).close())
                .rootCause()
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.property()).isEqualTo("staithe.access.htpasswd");
                    assertThat(e.reason()).contains(reason);
                });
    }

    @Test
    void aFileThatBreaksLaterLocksNobodyOut() throws IOException {
        Path file = Credentials.htpasswd(data.resolve("accounts"), "alice");
        String alice = Credentials.password("alice");
        try (TestRegistry registry = start("staithe.access.htpasswd=" + file, "staithe.access.refresh=100ms")) {
            RegistryClient client = registry.client();
            client.ask("GET /v2/", "Authorization", alice).expect(200);
            Files.writeString(file, "alice:broken\n");
            await().until(() -> Listener.HEARD.list.stream()
                    .anyMatch(event -> event.getFormattedMessage().contains("so its accounts stay as they were")));
            client.ask("GET /v2/", "Authorization", alice).expect(200);
            Credentials.htpasswd(file, "alice", "bob");
            await().until(() -> client.ask("GET /v2/", "Authorization", Credentials.password("bob"))
                            .status()
                    == 200);
        }
    }
}
