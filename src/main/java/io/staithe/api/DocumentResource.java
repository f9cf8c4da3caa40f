package io.staithe.api;

import io.staithe.api.Asks.Right;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/openapi.json}: this API in the words of the OpenAPI specification. */
@RestController
class DocumentResource {

    private static final Resource DOCUMENT = new ClassPathResource("openapi.json");

    @Asks(value = Right.EVERYBODY, to = "see this document")
    @GetMapping(path = "/api/v1/openapi.json", produces = "application/json")
    Resource get() {
        return DOCUMENT;
    }
}
