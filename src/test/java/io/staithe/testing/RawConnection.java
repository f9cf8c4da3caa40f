package io.staithe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A socket on which a test writes whatever bytes it likes, where an HTTP client would refuse or mend them. */
public final class RawConnection implements AutoCloseable {

    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream input;

    public RawConnection(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) LONGEST_READ.toMillis());
            input = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawConnection write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param text each character is one byte */
    public RawConnection write(String text) {
        return write(text.getBytes(ISO_8859_1));
    }

    /** Says that nothing more will come, and goes on reading. */
    public RawConnection endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away without a word. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the body that is being received. */
    public byte[] read(int length) {
        try {
            return input.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed the connection; waits for it, or for a byte. */
    public boolean isClosedByServer() {
        try {
            return input.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    public Answer readAnswer() {
        return readAnswer("GET");
    }

    /**
     * The next answer, without interim ones.
     *
     * @param method of the request, since the answer to {@code HEAD} has no body
     */
    public Answer readAnswer(String method) {
        try {
            Answer head = readHead();
            while (head.status() == 100) {
                head = readHead();
            }
            return new Answer(head.status(), head.headers(), body(head, method));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status and headers; the body is left to {@link #read}. */
    public Answer readHead() throws IOException {
        String statusLine = line();
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an answer: " + statusLine);
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(statusLine.substring(9, 12)), headers, new byte[0]);
    }

    private byte[] body(Answer head, String method) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (head.headers("Transfer-Encoding").contains("chunked")) {
            return chunks();
        }
        List<String> length = head.headers("Content-Length");
        return length.isEmpty() ? input.readAllBytes() : input.readNBytes(Integer.parseInt(length.getFirst()));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length;
        do {
            length = Integer.parseInt(line(), 16);
            body.writeBytes(input.readNBytes(length));
            line();
        } while (length > 0);
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
