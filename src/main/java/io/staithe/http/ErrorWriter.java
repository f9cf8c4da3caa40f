package io.staithe.http;

import io.staithe.oci.RegistryException;
import io.staithe.oci.RegistryException.RegistryError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Writes the error document: that of the distribution specification, section "Error Codes", or below {@code /api/} the
 * problem details of RFC 9457.
 */
final class ErrorWriter {

    private static final String PROBLEM = "application/problem+json";
    private static final String API = "/api/";

    private ErrorWriter() {}

    private record Document(List<Entry> errors) {}

    private record Entry(
            String code, String message, @Nullable String detail) {}

    private record Problem(String type, String title, int status, String detail) {}

    /** Whether a request is for the management API. */
    static boolean wantsProblem(HttpServletRequest request) {
        return request.getRequestURI() != null && request.getRequestURI().startsWith(API);
    }

    static void write(HttpServletRequest request, HttpServletResponse response, RegistryException e)
            throws IOException {
        if (e instanceof Refusal refusal) {
            refusal.headers().forEach(response::setHeader);
        }
        if (wantsProblem(request)) {
            problem(response, e.status(), e.errors().getFirst().message());
            return;
        }
        List<Entry> entries = e.errors().stream().map(ErrorWriter::entry).toList();
        Answers.json(response, e.status(), new Document(entries));
    }

    private static Entry entry(RegistryError error) {
        return new Entry(error.code().name(), error.message(), error.detail());
    }

    /** A failure that the specification has no code for. */
    static void write(HttpServletRequest request, HttpServletResponse response, int status, String code, String message)
            throws IOException {
        if (wantsProblem(request)) {
            problem(response, status, message);
            return;
        }
        Answers.json(response, status, new Document(List.of(new Entry(code, message, null))));
    }

    private static void problem(HttpServletResponse response, int status, String detail) throws IOException {
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? Integer.toString(status) : known.getReasonPhrase();
        Answers.json(response, status, PROBLEM, new Problem("about:blank", title, status, detail));
    }
}
