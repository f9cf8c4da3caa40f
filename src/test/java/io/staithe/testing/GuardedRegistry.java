package io.staithe.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A registry with access control: the account {@code admin} may do everything, {@code alice} may push below {@code
 * team}, {@code bob} may pull from there, {@code mary} maintains it by her group, {@code carol} may do nothing, the robot
 * {@code ci} may push below {@code ci}, and everybody may pull from below {@code public}.
 */
public final class GuardedRegistry implements AutoCloseable {

    public static final String ADMIN_PASSWORD = "correct horse battery staple";
    public static final String ROBOT_TOKEN = "staithe_at_0123456789abcdefghijklmnopqrstuvwxyz";

    /** How many rules it has; further ones are numbered from here. */
    public static final int RULES = 5;

    private static final List<String> SETTINGS = List.of(
            "staithe.access.admin-password=" + ADMIN_PASSWORD,
            "staithe.access.rules[0].subject=anonymous",
            "staithe.access.rules[0].repository=public/**",
            "staithe.access.rules[0].role=pull",
            "staithe.access.rules[1].subject=account:alice",
            "staithe.access.rules[1].repository=team/**",
            "staithe.access.rules[1].role=push",
            "staithe.access.rules[2].subject=account:bob",
            "staithe.access.rules[2].repository=team/**",
            "staithe.access.rules[2].role=pull",
            "staithe.access.rules[3].subject=group:keepers",
            "staithe.access.rules[3].repository=team/**",
            "staithe.access.rules[3].role=maintain",
            "staithe.access.rules[4].subject=robot:ci",
            "staithe.access.rules[4].repository=ci/**",
            "staithe.access.rules[4].role=push",
            "staithe.access.groups[0].name=keepers",
            "staithe.access.groups[0].members[0]=account:mary",
            "staithe.access.robots[0].name=ci",
            "staithe.access.robots[0].token=" + ROBOT_TOKEN,
            "staithe.access.refresh=100ms");

    private final TestRegistry registry;
    private final RegistryClient client;

    private GuardedRegistry(TestRegistry registry) {
        this.registry = registry;
        this.client = registry.client();
    }

    /** @param settings further ones, as {@code name=value} */
    public static GuardedRegistry start(Path data, String... settings) {
        List<String> all = new ArrayList<>(SETTINGS);
        all.add("staithe.access.htpasswd=" + accounts(data.resolve("htpasswd")));
        for (String setting : settings) {
            String name = setting.substring(0, setting.indexOf('=') + 1);
            all.removeIf(other -> other.startsWith(name));
            all.add(setting);
        }
        return new GuardedRegistry(TestRegistry.start(data, all.toArray(String[]::new)));
    }

    /** A second node reads what the first one does: written anew, the file would have other hashes. */
    private static Path accounts(Path file) {
        return Files.exists(file) ? file : Credentials.htpasswd(file, "alice", "bob", "carol", "mary");
    }

    public TestRegistry registry() {
        return registry;
    }

    public RegistryClient client() {
        return client;
    }

    public static String admin() {
        return Credentials.basic("admin", ADMIN_PASSWORD);
    }

    public static String robot() {
        return Credentials.basic("ci", ROBOT_TOKEN);
    }

    /**
     * What the token server answers.
     *
     * @param credentials empty for none
     */
    public JsonNode token(String credentials, String query) {
        String path = "GET /token" + (query.isEmpty() ? "" : "?" + query);
        Answer answer = credentials.isEmpty() ? client.ask(path) : client.ask(path, "Authorization", credentials);
        return answer.expect(200).json();
    }

    /** A token as the value of the header. */
    public String bearer(String credentials, String... scopes) {
        String query = "service=staithe&scope=" + String.join("&scope=", scopes).replace(" ", "%20");
        return Credentials.bearer(token(credentials, query).path("token").stringValue());
    }

    @Override
    public void close() {
        registry.close();
    }
}
