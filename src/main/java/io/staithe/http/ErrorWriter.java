package io.staithe.http;

import io.staithe.oci.RegistryException;
import io.staithe.oci.RegistryException.RegistryError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the error document, distribution specification, section "Error Codes". */
final class ErrorWriter {

    private ErrorWriter() {}

    private record Document(List<Entry> errors) {}

    private record Entry(
            String code, String message, @Nullable String detail) {}

    static void write(HttpServletResponse response, RegistryException e) throws IOException {
        if (e instanceof Refusal refusal) {
            refusal.headers().forEach(response::setHeader);
        }
        List<Entry> entries = e.errors().stream().map(ErrorWriter::entry).toList();
        Answers.json(response, e.status(), new Document(entries));
    }

    private static Entry entry(RegistryError error) {
        return new Entry(error.code().name(), error.message(), error.detail());
    }

    /** A failure that the specification has no code for. */
    static void write(HttpServletResponse response, int status, String code, String message) throws IOException {
        Answers.json(response, status, new Document(List.of(new Entry(code, message, null))));
    }
}
