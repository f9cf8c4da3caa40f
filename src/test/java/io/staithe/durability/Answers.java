package io.staithe.durability;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;
import java.util.stream.IntStream;

/** Reads the registry's answers. */
final class Answers {

    private Answers() {}

    /** An answer that the protocol does not have in mind for the request. */
    static final class UnexpectedAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        private UnexpectedAnswer(HttpResponse<byte[]> response) {
            super("%s %s: %d %s"
                    .formatted(
                            response.request().method(),
                            response.uri().getPath(),
                            response.statusCode(),
                            new String(response.body(), UTF_8)));
            this.status = response.statusCode();
        }

        /** Whether the server blames itself. */
        boolean isServerFailure() {
            return status >= 500;
        }
    }

    static void require(HttpResponse<byte[]> response, int... statuses) {
        if (IntStream.of(statuses).noneMatch(status -> status == response.statusCode())) {
            throw new UnexpectedAnswer(response);
        }
    }

    static String location(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }
}
