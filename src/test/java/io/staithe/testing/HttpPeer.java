package io.staithe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One end of a connection whose messages are passed on as they are. */
final class HttpPeer {

    private static final int COPY_BYTES = 64 << 10;

    private final InputStream input;
    private final OutputStream output;

    HttpPeer(Socket socket) throws IOException {
        this.input = new BufferedInputStream(socket.getInputStream(), COPY_BYTES);
        this.output = socket.getOutputStream();
    }

    /** First line and headers of a message. */
    record Head(List<String> lines) {

        String[] start() {
            return lines.getFirst().split(" ", 3);
        }

        Optional<String> header(String name) {
            String beginning = name + ":";
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(beginning))
                    .map(line -> line.substring(beginning.length()).strip())
                    .findFirst();
        }

        boolean isChunked() {
            return header("transfer-encoding").filter("chunked"::equals).isPresent();
        }

        /** In bytes. */
        long contentLength() {
            return header("content-length").map(Long::parseLong).orElse(0L);
        }

        boolean isLast() {
            return header("connection").filter("close"::equalsIgnoreCase).isPresent();
        }
    }

    /** Hears of the bytes of a body before they are passed on. */
    @FunctionalInterface
    interface Watch {
        /** @return how many of them may pass; fewer end the connection */
        long allow(long bytes);
    }

    /** Empty if the other side has ended the connection between two messages. */
    Optional<Head> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Head(lines));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n' && c >= 0; c = input.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    void write(String text) throws IOException {
        output.write(text.getBytes(ISO_8859_1));
    }

    void write(Head head) throws IOException {
        write(String.join("\r\n", head.lines()) + "\r\n\r\n");
    }

    void passBody(Head head, HttpPeer target, Watch watch) throws IOException {
        if (head.isChunked()) {
            passChunks(target, watch);
        } else {
            pass(head.contentLength(), target, watch);
        }
    }

    void skipBody(Head head) throws IOException {
        input.skipNBytes(head.contentLength());
    }

    private void passChunks(HttpPeer target, Watch watch) throws IOException {
        int length;
        do {
            String size = line();
            length = Integer.parseInt(size, 16);
            target.write(size + "\r\n");
            pass(length, target, watch);
            target.write(line() + "\r\n");
        } while (length > 0);
    }

    private void pass(long length, HttpPeer target, Watch watch) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        long rest = length;
        while (rest > 0) {
            int count = input.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (count < 0) {
                throw new EOFException("the body ended early");
            }
            long allowed = watch.allow(count);
            target.output.write(buffer, 0, (int) allowed);
            if (allowed < count) {
                throw new EOFException("cut on purpose");
            }
            rest -= count;
        }
    }
}
