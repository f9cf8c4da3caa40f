package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Role;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.GuardedRegistry;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of subject and credential, with every role, at every endpoint. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessMatrixTest {

    private static final String ZEROS = "sha256:" + "0".repeat(64);
    private static final String SESSION = "blobs/uploads/" + "0".repeat(32);

    /**
     * A request, what it takes, and what it gets if it may.
     *
     * @param route the simple name of the kind of path
     * @param path below the repository, or from the root if it begins with a slash
     */
    record Endpoint(String route, String method, String path, Role takes, int status) {

        String request(String repository) {
            return method + " " + (path.startsWith("/") ? path : "/v2/" + repository + "/" + path);
        }

        String scope(String repository) {
            return "repository:" + repository + ":"
                    + switch (takes) {
                        case PULL -> "pull";
                        case PUSH -> "pull,push";
                        case MAINTAIN, ADMIN -> "delete";
                    };
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static final List<Endpoint> IN_REPOSITORY = List.of(
            new Endpoint("TagList", "GET", "tags/list", Role.PULL, 200),
            new Endpoint("TagList", "HEAD", "tags/list", Role.PULL, 200),
            new Endpoint("TagList", "DELETE", "tags/list", Role.PULL, 405),
            new Endpoint("Referrers", "GET", "referrers/" + ZEROS, Role.PULL, 200),
            new Endpoint("Referrers", "PUT", "referrers/" + ZEROS, Role.PULL, 405),
            new Endpoint("Discover", "GET", "_oci/ext/discover", Role.PULL, 200),
            new Endpoint("Manifest", "GET", "manifests/1", Role.PULL, 200),
            new Endpoint("Manifest", "HEAD", "manifests/1", Role.PULL, 200),
            new Endpoint("Manifest", "GET", "manifests/" + ZEROS, Role.PULL, 404),
            new Endpoint("Manifest", "PUT", "manifests/2", Role.PUSH, 400),
            new Endpoint("Manifest", "POST", "manifests/2", Role.PUSH, 405),
            new Endpoint("Manifest", "PATCH", "manifests/2", Role.PUSH, 405),
            new Endpoint("Manifest", "BREW", "manifests/1", Role.PULL, 405),
            new Endpoint("Manifest", "OPTIONS", "manifests/1", Role.PULL, 405),
            new Endpoint("Manifest", "DELETE", "manifests/none", Role.MAINTAIN, 404),
            new Endpoint("Manifest", "DELETE", "manifests/" + ZEROS, Role.MAINTAIN, 404),
            new Endpoint("Blob", "GET", "blobs/" + ZEROS, Role.PULL, 404),
            new Endpoint("Blob", "HEAD", "blobs/" + ZEROS, Role.PULL, 404),
            new Endpoint("Blob", "PUT", "blobs/" + ZEROS, Role.PUSH, 405),
            new Endpoint("Blob", "DELETE", "blobs/" + ZEROS, Role.MAINTAIN, 404),
            new Endpoint("Uploads", "POST", "blobs/uploads/?digest=x", Role.PUSH, 400),
            new Endpoint("Uploads", "POST", "blobs/uploads/?digest=" + ZEROS, Role.PUSH, 400),
            new Endpoint("Uploads", "GET", "blobs/uploads/", Role.PUSH, 405),
            new Endpoint("Upload", "GET", SESSION, Role.PUSH, 404),
            new Endpoint("Upload", "PATCH", SESSION, Role.PUSH, 404),
            new Endpoint("Upload", "PUT", SESSION + "?digest=" + ZEROS, Role.PUSH, 404),
            new Endpoint("Upload", "DELETE", SESSION, Role.PUSH, 404),
            new Endpoint("Upload", "POST", SESSION, Role.PUSH, 405));

    private static final List<Endpoint> AT_ROOT = List.of(
            new Endpoint("Base", "GET", "/v2/", Role.PULL, 200),
            new Endpoint("Base", "DELETE", "/v2/", Role.PULL, 405),
            new Endpoint("Discover", "GET", "/v2/_oci/ext/discover", Role.PULL, 200),
            new Endpoint("Catalog", "GET", "/v2/_catalog", Role.PULL, 200),
            new Endpoint("Catalog", "POST", "/v2/_catalog", Role.PULL, 405));

    /** How a subject shows who he is. */
    enum Form {
        NOTHING,
        BASIC,
        BEARER
    }

    /**
     * A subject of a rule, and somebody whom it includes.
     *
     * @param credentials of the latter; null for none
     */
    record Who(String subject, @Nullable String credentials) {

        String folder(@Nullable Role role) {
            return "matrix/" + subject.replace(':', '-') + "/" + (role == null ? "none" : role.word());
        }
    }

    private static final List<Who> ALL = List.of(
            new Who("anonymous", null),
            new Who("authenticated", Credentials.password("carol")),
            new Who("account:alice", Credentials.password("alice")),
            new Who("group:keepers", Credentials.password("mary")),
            new Who("robot:ci", GuardedRegistry.robot()));

    private final GuardedRegistry guarded;
    private final RegistryClient client;

    AccessMatrixTest(@TempDir Path data) {
        guarded = GuardedRegistry.start(data, rules());
        client = guarded.client();
        for (Who who : ALL) {
            push(who.folder(null) + "/app");
            for (Role role : Role.values()) {
                push(who.folder(role) + "/app");
            }
        }
    }

    private static String[] rules() {
        List<String> settings = new ArrayList<>();
        int number = GuardedRegistry.RULES;
        for (Who who : ALL) {
            for (Role role : Role.values()) {
                String rule = "staithe.access.rules[" + number + "].";
                settings.add(rule + "subject=" + who.subject());
                settings.add(rule + "repository=" + who.folder(role) + "/*");
                settings.add(rule + "role=" + role.word());
                number++;
            }
        }
        return settings.toArray(String[]::new);
    }

    private void push(String repository) {
        byte[] config = "{}".getBytes(UTF_8);
        String digest = Digest.of(Algorithm.SHA256, config).toString();
        String admin = GuardedRegistry.admin();
        client.ask("POST /v2/" + repository + "/blobs/uploads/?digest=" + digest, config, "Authorization", admin)
                .expect(201);
        client.ask(
                        "PUT /v2/" + repository + "/manifests/1",
                        Images.manifest(config),
                        "Authorization",
                        admin,
                        "Content-Type",
                        Images.MANIFEST)
                .expect(201);
    }

    @AfterAll
    void stop() {
        guarded.close();
    }

    static Stream<Object[]> combinations() {
        return ALL.stream()
                .flatMap(who -> Arrays.stream(Form.values())
                        .filter(form -> who.credentials() == null ? form != Form.BASIC : form != Form.NOTHING)
                        .flatMap(form -> Stream.concat(Stream.of((Role) null), Arrays.stream(Role.values()))
                                .map(role -> new Object[] {who, form, role})));
    }

    @ParameterizedTest(name = "{0} by {1} with the role {2}")
    @MethodSource("combinations")
    void everyEndpointAsksTheSameQuestion(Who who, Form form, @Nullable Role role) {
        String repository = who.folder(role) + "/app";
        String authorization = authorization(who, form, repository);
        for (Endpoint endpoint : IN_REPOSITORY) {
            Answer answer = ask(endpoint.request(repository), authorization);
            boolean granted = role != null && role.compareTo(endpoint.takes()) >= 0;
            if (granted) {
                answer.expect(endpoint.status());
            } else {
                requireRefused(answer, endpoint, who, form, repository);
            }
        }
        requireRoot(who, form, authorization);
    }

    private @Nullable String authorization(Who who, Form form, String repository) {
        return switch (form) {
            case NOTHING -> null;
            case BASIC -> who.credentials();
            case BEARER ->
                guarded.bearer(
                        who.credentials() == null ? "" : who.credentials(),
                        "repository:" + repository + ":pull,push,delete",
                        "registry:catalog:*");
        };
    }

    private Answer ask(String request, @Nullable String authorization) {
        return authorization == null ? client.ask(request) : client.ask(request, "Authorization", authorization);
    }

    private static void requireRefused(Answer answer, Endpoint endpoint, Who who, Form form, String repository) {
        boolean known = who.credentials() != null;
        answer.expect(known ? 403 : 401);
        if (!endpoint.method().equals("HEAD")) {
            answer.refused(answer.status(), known ? ErrorCode.DENIED : ErrorCode.UNAUTHORIZED);
        }
        if (known) {
            assertThat(answer.headers("WWW-Authenticate")).isEmpty();
            return;
        }
        String error = form == Form.BEARER ? ",error=\"insufficient_scope\"" : "";
        assertThat(answer.header("WWW-Authenticate"))
                .as("%s", endpoint)
                .endsWith(",service=\"staithe\",scope=\"" + endpoint.scope(repository) + "\"" + error);
    }

    private void requireRoot(Who who, Form form, @Nullable String authorization) {
        for (Endpoint endpoint : AT_ROOT) {
            Answer answer = ask(endpoint.request(""), authorization);
            boolean entrance = !endpoint.route().equals("Catalog");
            answer.expect(form == Form.NOTHING && entrance ? 401 : endpoint.status());
            if (answer.status() == 401) {
                assertThat(answer.header("WWW-Authenticate")).endsWith(",service=\"staithe\"");
            }
        }
        assertThat(who.subject()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endpoints")
    void aTokenForAnotherRepositoryIsToBeWidened(Endpoint endpoint) {
        Who alice = ALL.get(2);
        String repository = alice.folder(Role.ADMIN) + "/app";
        String other = guarded.bearer(
                Credentials.password("alice"), "repository:" + alice.folder(Role.ADMIN) + "/other:pull,push,delete");
        Answer answer = ask(endpoint.request(repository), other).expect(401);
        assertThat(answer.header("WWW-Authenticate"))
                .endsWith(",scope=\"" + endpoint.scope(repository) + "\",error=\"insufficient_scope\"");
    }

    static List<Endpoint> endpoints() {
        return IN_REPOSITORY;
    }

    @Test
    void everyKindOfPathIsInTheMatrix() {
        Set<String> kinds = kinds(Route.class).collect(Collectors.toCollection(TreeSet::new));
        kinds.remove("Refused");
        assertThat(Stream.concat(IN_REPOSITORY.stream(), AT_ROOT.stream()).map(Endpoint::route))
                .containsAll(kinds);
    }

    private static Stream<String> kinds(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null
                ? Stream.of(type.getSimpleName())
                : Arrays.stream(permitted).flatMap(AccessMatrixTest::kinds);
    }
}
