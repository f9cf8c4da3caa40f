package io.staithe.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every kind of subject and credential at every operation of the management API. */
@TestInstance(Lifecycle.PER_CLASS)
class ApiMatrixTest {

    /**
     * A request and what it gets.
     *
     * @param pattern the route that it goes to
     * @param administrator status for who may manage
     * @param self status for alice with her password, about herself
     * @param others status for somebody else who logged in
     * @param anonymous status for who did not
     */
    record Operation(
            String method,
            String pattern,
            String path,
            String body,
            int administrator,
            int self,
            int others,
            int anonymous) {

        String request() {
            return method + " " + path;
        }

        String route() {
            return method + " " + pattern;
        }
    }

    private static final String NO = "00000000-0000-0000-0000-000000000000";

    private static final List<Operation> OPERATIONS = List.of(
            managed("GET", "audit", "", "", 200),
            managed("GET", "accounts", "", "", 200),
            managed("POST", "accounts", "", "{}", 400),
            new Operation("GET", "/api/v1/accounts/{name}", "/api/v1/accounts/alice", "", 200, 200, 403, 401),
            new Operation(
                    "PUT",
                    "/api/v1/accounts/{name}/password",
                    "/api/v1/accounts/alice/password",
                    "{}",
                    400,
                    400,
                    403,
                    401),
            managed("DELETE", "accounts/{name}", "accounts/none", "", 428),
            managed("GET", "quotas", "", "", 200),
            managed("GET", "quotas/{name}", "quotas/none", "", 404),
            managed("POST", "quotas/{name}/recount", "quotas/none/recount", "", 404),
            managed("GET", "reclaim/namespace", "", "", 200),
            managed("GET", "reclaim/repositories", "", "", 200),
            managed("GET", "reclaim/tags", "reclaim/tags?repository=none", "", 200),
            managed("GET", "robots", "", "", 200),
            managed("POST", "robots", "", "{}", 400),
            managed("GET", "robots/{name}", "robots/ci", "", 200),
            managed("DELETE", "robots/{name}", "robots/none", "", 428),
            managed("GET", "groups", "", "", 200),
            managed("POST", "groups", "", "{}", 400),
            managed("GET", "groups/{name}", "groups/keepers", "", 200),
            managed("PUT", "groups/{name}", "groups/keepers", "{}", 400),
            managed("DELETE", "groups/{name}", "groups/none", "", 428),
            managed("GET", "rules", "", "", 200),
            managed("POST", "rules", "", "{}", 400),
            managed("GET", "rules/{id}", "rules/none", "", 404),
            managed("PUT", "rules/{id}", "rules/none", "{}", 400),
            managed("DELETE", "rules/{id}", "rules/none", "", 428),
            new Operation("GET", "/api/v1/tokens", "/api/v1/tokens?owner=account:alice", "", 200, 200, 403, 401),
            new Operation(
                    "POST", "/api/v1/tokens", "/api/v1/tokens", "{\"owner\":\"account:alice\"}", 400, 400, 403, 401),
            new Operation("GET", "/api/v1/tokens/{id}", "/api/v1/tokens/" + NO, "", 404, 404, 404, 401),
            new Operation("DELETE", "/api/v1/tokens/{id}", "/api/v1/tokens/" + NO, "", 404, 404, 404, 401),
            new Operation("GET", "/api/v1/sessions", "/api/v1/sessions?owner=account:alice", "", 200, 200, 403, 401),
            new Operation("DELETE", "/api/v1/sessions/{id}", "/api/v1/sessions/" + NO, "", 404, 404, 404, 401),
            managed("GET", "gc/why", "gc/why?repository=none&reference=latest", "", 404),
            managed("GET", "gc/plan", "", "", 200),
            managed("GET", "verifications", "", "", 200),
            managed("POST", "verifications", "", "{\"digest\":\"none\"}", 400),
            managed("GET", "verifications/{id}", "verifications/0", "", 404),
            managed("GET", "quarantine", "", "", 200),
            managed("GET", "tasks", "", "", 200),
            managed("POST", "tasks/{name}/pause", "tasks/none/pause", "{}", 404),
            managed("POST", "tasks/{name}/resume", "tasks/none/resume", "{}", 404),
            managed("POST", "tasks/{name}/run", "tasks/none/run", "{}", 404),
            managed("GET", "trash", "trash?repository=none", "", 200),
            managed("POST", "restores", "", "{}", 400),
            managed("DELETE", "repositories", "repositories?repository=none", "", 404),
            managed("GET", "tags/{tag}", "tags/a?repository=none&at=2026-01-01T00:00:00Z", "", 404),
            managed("GET", "tags/{tag}/history", "tags/a/history?repository=none", "", 200),
            managed("GET", "retention/rules", "", "", 200),
            managed("POST", "retention/rules", "", "{}", 400),
            managed("GET", "retention/rules/{name}", "retention/rules/none", "", 404),
            managed("PUT", "retention/rules/{name}", "retention/rules/none", "{}", 428),
            managed("DELETE", "retention/rules/{name}", "retention/rules/none", "", 428),
            managed("GET", "retention/waiting", "", "", 200),
            managed("GET", "retention/plan", "retention/plan?repository=team/none", "", 404),
            managed("POST", "retention/confirmations", "", "{\"repository\":\"team/none\"}", 404),
            managed("GET", "pins", "pins?repository=team/none", "", 200),
            managed("POST", "pins", "", "{\"repository\":\"team/none\"}", 400),
            managed("DELETE", "pins", "pins?repository=team/none&reference=a", "", 404),
            new Operation("GET", "/api/v1/can-i", "/api/v1/can-i?repository=a&action=pull", "", 200, 200, 200, 200),
            new Operation("GET", "/api/v1/openapi.json", "/api/v1/openapi.json", "", 200, 200, 200, 200));

    /** What no token may, since the new credential would outlive it. */
    private static final Set<String> MAKES_CREDENTIALS =
            Set.of("POST /api/v1/accounts", "PUT /api/v1/accounts/{name}/password", "POST /api/v1/tokens");

    /** What whoever maintains a repository may do there. */
    private static final Set<String> MAINTAINS = Set.of(
            "GET /api/v1/retention/plan",
            "POST /api/v1/retention/confirmations",
            "GET /api/v1/pins",
            "POST /api/v1/pins",
            "DELETE /api/v1/pins");

    private static Operation managed(String method, String pattern, String path, String body, int status) {
        String root = "/api/v1/";
        return new Operation(
                method, root + pattern, root + (path.isEmpty() ? pattern : path), body, status, 403, 403, 401);
    }

    /** Who asks, and how he shows it. */
    enum Who {
        NOBODY,
        ADMINISTRATOR,
        ALICE,
        MARY,
        BOB,
        ROBOT,
        ALICE_BY_ACCESS_TOKEN,
        ALICE_BY_BEARER,
        ADMINISTRATOR_BY_BEARER,
        ADMINISTRATOR_BY_ACCESS_TOKEN,
        ADMINISTRATOR_BY_NARROWED_TOKEN
    }

    private final GuardedRegistry guarded;

    ApiMatrixTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(data);
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyOperationAsksWhoMay(Who who) {
        String authorization = authorization(who);
        for (Operation operation : OPERATIONS) {
            int expected = switch (who) {
                case NOBODY -> operation.anonymous();
                case ADMINISTRATOR -> operation.administrator();
                case ADMINISTRATOR_BY_ACCESS_TOKEN ->
                    MAKES_CREDENTIALS.contains(operation.route()) ? 403 : operation.administrator();
                case ALICE -> operation.self();
                case MARY, ADMINISTRATOR_BY_NARROWED_TOKEN ->
                    MAINTAINS.contains(operation.route()) ? operation.administrator() : operation.others();
                case BOB, ROBOT, ALICE_BY_ACCESS_TOKEN, ALICE_BY_BEARER, ADMINISTRATOR_BY_BEARER -> operation.others();
            };
            Answer answer = ask(operation, authorization);
            assertThat(answer.status())
                    .as("%s %s: %s", who, operation.request(), answer)
                    .isEqualTo(expected);
            if (expected >= 400) {
                requireProblem(answer);
            }
        }
    }

    private static void requireProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").intValue()).isEqualTo(answer.status());
        assertThat(answer.json().path("title").stringValue()).isNotBlank();
        assertThat(answer.json().path("detail").stringValue()).isNotBlank();
        if (answer.status() == 401) {
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
        }
    }

    private Answer ask(Operation operation, @Nullable String authorization) {
        byte[] body = operation.body().getBytes(UTF_8);
        return authorization == null
                ? guarded.client().ask(operation.request(), body, "Content-Type", "application/json")
                : guarded.client()
                        .ask(
                                operation.request(),
                                body,
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                authorization);
    }

    private @Nullable String authorization(Who who) {
        return switch (who) {
            case NOBODY -> null;
            case ADMINISTRATOR -> GuardedRegistry.admin();
            case ALICE -> Credentials.password("alice");
            case MARY -> Credentials.password("mary");
            case BOB -> Credentials.password("bob");
            case ROBOT -> GuardedRegistry.robot();
            case ALICE_BY_ACCESS_TOKEN -> token("alice", Credentials.password("alice"), "");
            case ALICE_BY_BEARER -> guarded.bearer(Credentials.password("alice"), "repository:team/app:pull");
            case ADMINISTRATOR_BY_BEARER -> guarded.bearer(GuardedRegistry.admin(), "registry:catalog:*");
            case ADMINISTRATOR_BY_ACCESS_TOKEN -> token("admin", GuardedRegistry.admin(), "");
            case ADMINISTRATOR_BY_NARROWED_TOKEN ->
                token("admin", GuardedRegistry.admin(), ",\"limits\":[{\"repository\":\"**\",\"role\":\"maintain\"}]");
        };
    }

    private String token(String name, String authorization, String more) {
        String body = "{\"name\":\"matrix\"" + more + "}";
        String secret = guarded.client()
                .ask(
                        "POST /api/v1/tokens",
                        body.getBytes(UTF_8),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        authorization)
                .expect(201)
                .json()
                .path("secret")
                .stringValue();
        return Credentials.basic(name, secret);
    }

    @Test
    void everyRouteIsInTheMatrix() {
        Set<String> routes = routes(guarded.registry());
        assertThat(OPERATIONS.stream().map(Operation::route)).containsExactlyInAnyOrderElementsOf(routes);
    }

    private static Set<String> routes(TestRegistry registry) {
        RequestMappingHandlerMapping mapping = registry.bean(RequestMappingHandlerMapping.class);
        return mapping.getHandlerMethods().keySet().stream()
                .flatMap(ApiMatrixTest::routes)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> routes(RequestMappingInfo info) {
        return info.getMethodsCondition().getMethods().stream()
                .flatMap(method -> info.getPatternValues().stream().map(pattern -> method + " " + pattern));
    }
}
