import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What it costs that a registry asks who somebody is: pulls with each kind of credential beside open ones, tokens, and
 * log-ins that nobody made before.
 *
 * @param warmUp as long for each server, since each is a new process
 */
record AccessScenarios(Image image, Path folder, Path wrk, WarmUp warmUp, int seconds) {

    private static final int CLIENTS = 8;

    /** Hashing is what takes the time, so a few are as good as many. */
    private static final int LOGIN_CLIENTS = 4;

    List<Scenario> all() {
        return Stream.of(
                        pulls("manifest-tag", "manifest GET by tag", Image.manifest(Image.TAG)),
                        pulls("blob-2k", "blob of 2 KiB, GET", Image.blob(image.layer())),
                        tokens())
                .flatMap(List::stream)
                .toList();
    }

    private List<Scenario> pulls(String name, String title, String path) {
        Scenario open = new WrkScenario(name, title, path, new WrkScenario.Load(wrk, folder, warmUp, seconds));
        Scenario given = new GivenScenario(open, image);
        Optional<String> base = Optional.of(name);
        return List.of(
                open,
                CompanionScenario.of(given, "the same with a token", base, Variant.BEARER, folder),
                CompanionScenario.of(given, "the same with name and password", base, Variant.BASIC, folder),
                CompanionScenario.of(given, "the same with an access token", base, Variant.TOKEN, folder));
    }

    private List<Scenario> tokens() {
        Map<Integer, byte[]> refresh = new ConcurrentHashMap<>();
        AtomicInteger people = new AtomicInteger();
        Scenario token = new ClientsScenario(
                "token",
                "",
                Scenario.Unit.REQUESTS,
                CLIENTS,
                server -> {},
                (connection, number) -> connection.send("GET", Tokens.PATH).require(200),
                warmUp,
                seconds,
                0);
        Scenario forRefresh = new ClientsScenario(
                "token-refresh",
                "the same for a refresh token",
                Scenario.Unit.REQUESTS,
                CLIENTS,
                server -> refresh.put(server.port(), Tokens.refresh(server.port())),
                (connection, number) -> connection
                        .send("POST", "/token", Tokens.FORM, refresh.get(connection.port()))
                        .require(200),
                warmUp,
                seconds,
                0);
        Scenario first = new ClientsScenario(
                "log-in",
                "the same for a password that was not verified before",
                Scenario.Unit.REQUESTS,
                LOGIN_CLIENTS,
                server -> {},
                (connection, number) -> connection
                        .send("POST", "/token", Tokens.FORM, Tokens.firstLogin(people.getAndIncrement()))
                        .require(200),
                new WarmUp(1, 1),
                seconds,
                0);
        Optional<String> base = Optional.of("token-basic");
        return List.of(
                CompanionScenario.of(
                        token, "token for name and password", Optional.of("manifest-tag"), Variant.BASIC, folder),
                CompanionScenario.of(token, "the same for a robot's token", base, Variant.ROBOT, folder),
                closed(forRefresh, base),
                closed(first, base));
    }

    /** Credentials are in the body. */
    private Scenario closed(Scenario work, Optional<String> base) {
        return new CompanionScenario(
                work,
                work.name(),
                work.title(),
                base,
                Variant.CLOSED,
                contender -> Server.start(contender, Variant.CLOSED, folder.resolve(contender.name() + "-closed")),
                new LinkedHashMap<>());
    }
}
