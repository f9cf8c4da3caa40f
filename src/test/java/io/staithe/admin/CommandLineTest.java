package io.staithe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that talk to a registry, and the one for who cannot. */
@TestInstance(Lifecycle.PER_CLASS)
class CommandLineTest {

    private static final String PASSWORD = "a long enough password";

    private final Path folder;
    private final GuardedRegistry guarded;

    CommandLineTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        guarded = GuardedRegistry.start(folder);
        Files.writeString(folder.resolve("admin"), GuardedRegistry.ADMIN_PASSWORD + "\n");
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    /** What a command left. */
    private record Run(int code, String out, String err) {

        Run expect(int expected) {
            assertThat(code).as("%s %s", out, err).isEqualTo(expected);
            return this;
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private static Run run(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            CommandLine commands = Tool.commands().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
            return new Run(commands.execute(arguments), out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }

    private Run manage(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--url", guarded.registry().uri("").toString(), "-u", "admin", "--password-file", file("admin")));
        return run(input, all.toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void anAccountAGroupARuleAndATokenAreMadeAndTakenAway() {
        manage(PASSWORD + "\n", "account", "add", "hanna").expect(0);
        manage("", "group", "add", "writers", "--member", "account:hanna").expect(0);
        manage("", "rule", "add", "group:writers", "books/**", "push").expect(0);
        assertThat(manage("", "account", "list").expect(0).out()).contains("hanna", "writers", "htpasswd");
        manage("", "can-i", "push", "books/one", "--subject", "account:hanna").expect(0);
        Run no = manage("", "can-i", "delete", "books/one", "--subject", "account:hanna");
        assertThat(no.expect(3).out()).startsWith("no: ");
        JsonNode made = manage(
                        "",
                        "token",
                        "create",
                        "t",
                        "--owner",
                        "account:hanna",
                        "--expires",
                        "1",
                        "--limit",
                        "pull:books/*",
                        "-o",
                        "json")
                .expect(0)
                .json();
        String token = Credentials.basic("hanna", made.path("secret").stringValue());
        guarded.client()
                .ask("GET /v2/books/one/tags/list", "Authorization", token)
                .expect(404);
        guarded.client()
                .ask("POST /v2/books/one/blobs/uploads/", "Authorization", token)
                .expect(403);
        String id = made.path("token").path("id").stringValue();
        assertThat(manage("", "token", "list").expect(0).out()).contains(id, "books/*:pull");
        manage("", "token", "revoke", id).expect(0);
        manage("another password\n", "account", "password", "hanna").expect(0);
        manage("", "account", "remove", "hanna").expect(0);
        JsonNode groups =
                manage("", "group", "list", "--output", "json").expect(0).json();
        assertThat(groups.isArray()).isTrue();
        assertThat(manage("", "account", "remove", "hanna").expect(1).err()).contains("there is no account");
    }

    @Test
    void aRobotIsMadeAndARuleChanged() {
        manage("", "robot", "add", "painter").expect(0);
        JsonNode rule = manage("", "rule", "add", "robot:painter", "art/*", "pull", "-o", "json")
                .expect(0)
                .json();
        manage("", "rule", "set", rule.path("id").stringValue(), "push").expect(0);
        assertThat(manage("", "rule", "list").expect(0).out())
                .containsPattern("robot:painter +art/\\* +push +database");
        manage("", "session", "list").expect(0);
        manage("", "robot", "remove", "painter").expect(0);
        assertThat(manage("", "rule", "list").expect(0).out()).doesNotContain("robot:painter");
    }

    @Test
    void whatIsWrongIsSaidInASentence() {
        assertThat(manage("", "account", "add", "x").expect(1).err()).contains("standard input");
        assertThat(manage("short\n", "account", "add", "x").expect(1).err()).contains("8 characters");
        assertThat(manage("", "rule", "add", "nobody", "a", "push").expect(1).err())
                .contains("'subject'");
        assertThat(run("", "account", "list", "--url", "http://127.0.0.1:1")
                        .expect(1)
                        .err())
                .contains("cannot be reached: nothing listens there");
        assertThat(run("", "account", "list", "--url", "ftp://x").expect(1).err())
                .contains("--url");
        run("", "account", "eat").expect(2);
    }

    @Test
    void everyCommandHasHelp() {
        requireHelp(Tool.commands(), List.of());
        assertThat(run("", "completion").expect(0).out()).contains("complete -F");
    }

    private static void requireHelp(CommandLine command, List<String> path) {
        String[] arguments = Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new);
        assertThat(run("", arguments).expect(0).out()).contains("Usage: staithe");
        assertThat(command.getCommandSpec().usageMessage().description())
                .as("description of %s", path)
                .isNotEmpty();
        command.getSubcommands()
                .forEach((name, sub) -> requireHelp(
                        sub, Stream.concat(path.stream(), Stream.of(name)).toList()));
    }

    @Test
    void whoIsLockedOutSetsHisPasswordInTheDatabase(@TempDir Path data) {
        String address = "server.address=0.0.0.0";
        TestRegistry.start(data, address).close();
        String database = data.toString();
        assertThat(run("short\n", "reset-password", "--database", database)
                        .expect(1)
                        .err())
                .contains("8 characters");
        run(PASSWORD + "\n", "reset-password", "--database", database).expect(0);
        run(PASSWORD + "\n", "reset-password", "eva", "--administrator", "--database", database)
                .expect(0);
        try (TestRegistry registry = TestRegistry.start(data, address)) {
            for (String name : List.of("admin", "eva")) {
                registry.client()
                        .ask("GET /api/v1/accounts", "Authorization", Credentials.basic(name, PASSWORD))
                        .expect(200);
            }
            assertThat(run(PASSWORD + "\n", "reset-password", "--database", database)
                            .expect(1)
                            .err())
                    .isNotBlank();
        }
    }
}
