package io.staithe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.ErrorCode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the registry answered, with the questions that tests ask of it. Header names are case-insensitive. */
public record Answer(int status, Map<String, List<String>> headers, byte[] body) {

    private static final JsonMapper JSON = new JsonMapper();

    public Answer {
        TreeMap<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = byName;
    }

    static Answer of(HttpResponse<byte[]> response) {
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The value of a header that is there once. */
    public String header(String name) {
        assertThat(headers(name)).as("header %s of %s", name, this).hasSize(1);
        return headers(name).getFirst();
    }

    public Optional<String> optionalHeader(String name) {
        return headers(name).stream().findFirst();
    }

    public String text() {
        return new String(body, UTF_8);
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** Itself, if it has this status. */
    public Answer expect(int expected) {
        assertThat(status).as("status of %s", this).isEqualTo(expected);
        return this;
    }

    /** Itself, if it is the specification's error document with this code first. */
    public Answer refused(int expected, ErrorCode code) {
        return refused(expected, code.name());
    }

    public Answer refused(int expected, String code) {
        expect(expected);
        assertThat(header("Content-Type")).isEqualTo("application/json");
        assertThat(header("Content-Length")).isEqualTo(Integer.toString(body.length));
        JsonNode errors = json().path("errors");
        assertThat(errors.size()).as("errors in %s", this).isPositive();
        assertThat(errors.path(0).path("code").stringValue())
                .as("code in %s", this)
                .isEqualTo(code);
        assertThat(errors.path(0).path("message").stringValue()).isNotBlank();
        return this;
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + headers + " " + (text.length() > 500 ? text.substring(0, 500) + "…" : text);
    }
}
