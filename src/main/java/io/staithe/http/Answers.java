package io.staithe.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers with an exact length and a bare media type, which clients compare as text. */
final class Answers {

    static final String JSON = "application/json";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private Answers() {}

    static void json(HttpServletResponse response, int status, Object document) throws IOException {
        json(response, status, JSON, document);
    }

    static void json(HttpServletResponse response, int status, String mediaType, Object document) throws IOException {
        body(response, status, mediaType, MAPPER.writeValueAsBytes(document));
    }

    static void body(HttpServletResponse response, int status, String mediaType, byte[] content) throws IOException {
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    static void empty(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setContentLength(0);
    }
}
