package io.staithe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/**
 * Counts calls from outside of the tests: prints the address that it listens on, and for each line that it reads what was
 * asked of S3 since the line before.
 */
public final class S3Counter {

    private S3Counter() {}

    /** @param arguments the URL of an S3 server */
    public static void main(String... arguments) throws IOException {
        try (S3Relay relay = S3Relay.before(arguments[0]);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
                PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8)) {
            out.println(relay.endpoint());
            while (lines.readLine() != null) {
                out.println(relay.bytesSent() + " " + relay.bytesReceived() + " " + calls(relay));
                relay.forget();
            }
        }
    }

    private static String calls(S3Relay relay) {
        return relay.operations().entrySet().stream()
                .map(entry -> entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
