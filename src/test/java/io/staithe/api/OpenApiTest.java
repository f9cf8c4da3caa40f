package io.staithe.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The document that the registry serves says what the registry does. */
class OpenApiTest {

    private static final Path DOCUMENT = Path.of("src/main/resources/openapi.json");

    /** What the generator cannot see: who may, which statuses there are, and how errors look. */
    @Configuration(proxyBeanMethods = false)
    static class DescriptionConfiguration {

        private static final String PASSWORD = "password";

        @Bean
        OpenApiCustomizer whole() {
            return api -> {
                api.info(
                                new Info()
                                        .title("Staithe")
                                        .version("1")
                                        .description(
                                                "Accounts, robots, groups, tokens and rules of a registry. A change says by"
                                                        + " If-Match what it was decided on; errors are problem details, RFC 9457."))
                        .servers(null)
                        .tags(null);
                Components components = api.getComponents();
                components.addSecuritySchemes(
                        PASSWORD,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("basic")
                                .description("Name and password, or name and access token."));
                components.addSchemas("Problem", problem());
            };
        }

        private static Schema<?> problem() {
            Schema<?> problem = new ObjectSchema();
            problem.addProperty("type", new StringSchema());
            problem.addProperty("title", new StringSchema());
            problem.addProperty("status", new IntegerSchema());
            problem.addProperty("detail", new StringSchema());
            problem.setRequired(List.of("title", "status", "detail"));
            return problem;
        }

        @Bean
        OperationCustomizer each() {
            return (operation, method) -> {
                Asks asks = Objects.requireNonNull(method.getMethodAnnotation(Asks.class));
                operation.summary(asks.to());
                operation.operationId(id(method));
                operation.tags(null);
                operation.addSecurityItem(new SecurityRequirement().addList(PASSWORD));
                if (asks.value() == Asks.Right.EVERYBODY) {
                    operation.addSecurityItem(new SecurityRequirement());
                }
                operation.responses(responses(operation, method));
                return operation;
            };
        }

        private static String id(HandlerMethod method) {
            String resource = method.getBeanType().getSimpleName().replaceAll("Resource$", "");
            return resource.substring(0, 1).toLowerCase(Locale.ROOT)
                    + resource.substring(1)
                    + method.getMethod().getName().substring(0, 1).toUpperCase(Locale.ROOT)
                    + method.getMethod().getName().substring(1);
        }

        private static String statusOf(String action) {
            return switch (action) {
                case "create" -> "201";
                case "start" -> "202";
                default -> "200";
            };
        }

        private static ApiResponses responses(Operation operation, HandlerMethod method) {
            ApiResponse success = operation.getResponses().values().iterator().next();
            boolean empty = method.getMethod().getGenericReturnType().toString().endsWith("<java.lang.Void>");
            String status = empty ? "204" : statusOf(method.getMethod().getName());
            Content problem = new Content()
                    .addMediaType(
                            "application/problem+json",
                            new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem")));
            return new ApiResponses()
                    .addApiResponse(status, empty ? new ApiResponse().description("Done") : success)
                    .addApiResponse(
                            "default",
                            new ApiResponse()
                                    .description("It was refused, or failed")
                                    .content(problem));
        }
    }

    @Test
    void theDocumentIsWhatTheRoutesSay(@TempDir Path data) throws IOException {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(io.staithe.access.Rights.class);
        String generated;
        try (TestRegistry registry = TestRegistry.startWith(
                List.of(DescriptionConfiguration.class),
                data,
                "springdoc.api-docs.enabled=true",
                "springdoc.paths-to-match=/api/**",
                "springdoc.writer-with-order-by-keys=true")) {
            JsonNode document = new RegistryClient(registry.uri("").toString())
                    .ask("GET /v3/api-docs")
                    .expect(200)
                    .json();
            generated = JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(document)
                    + "\n";
        }
        if (Boolean.getBoolean("openapi.apply")) {
            Files.writeString(DOCUMENT, generated);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("openapi.json: write it anew with -Dtest=OpenApiTest -Dopenapi.apply=true")
                .isEqualTo(generated);
    }

    @Test
    void itIsServedToEverybody(@TempDir Path data) throws IOException {
        try (TestRegistry registry = TestRegistry.start(data)) {
            JsonNode document = registry.client()
                    .ask("GET /api/v1/openapi.json")
                    .expect(200)
                    .json();
            assertThat(document.path("openapi").stringValue()).startsWith("3.1");
            assertThat(document).isEqualTo(JsonMapper.shared().readTree(Files.readString(DOCUMENT)));
        }
    }
}
