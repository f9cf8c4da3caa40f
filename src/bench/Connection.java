import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 over one connection that is kept open, as thin as possible: client and server share the processors. Used by
 * one thread at a time.
 */
final class Connection implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;

    /** What Go's and so most clients copy at once; the size of their chunks when the length is not known. */
    private static final int CHUNK_BYTES = 32 << 10;

    private static final int TIMEOUT_MILLIS = 300_000;

    private final Socket socket;
    private final String authorization;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    Connection(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), "");
    }

    /** @param authorization the header of that name; empty for none */
    Connection(Socket socket, String authorization) throws IOException {
        this.socket = socket;
        this.authorization = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Where the server listens. */
    int port() {
        return socket.getPort();
    }

    /** A status, headers by lower-case name, and how many bytes the body had. */
    record Answer(int status, Map<String, String> headers, long length) {

        /** Where to go on, as path and query. */
        String location() throws IOException {
            String location = headers.get("location");
            if (location == null) {
                throw new IOException("an answer " + status + " without a Location");
            }
            URI uri = URI.create(location);
            return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        }

        Answer require(int expected) throws IOException {
            if (status != expected) {
                throw new IOException("an answer " + status + " instead of " + expected);
            }
            return this;
        }
    }

    Answer send(String method, String path) throws IOException {
        head(method, path, method.equals("GET") || method.equals("HEAD") ? "" : "Content-Length: 0\r\n");
        out.flush();
        return answer(method.equals("HEAD"));
    }

    Answer send(String method, String path, String mediaType, byte[] body) throws IOException {
        head(method, path, "Content-Type: " + mediaType + "\r\nContent-Length: " + body.length + "\r\n");
        out.write(body);
        return answer(false);
    }

    /** With a length, as containerd pushes a blob. */
    Answer send(String method, String path, Content content) throws IOException {
        head(method, path, octets("Content-Length: " + content.size()));
        content.writeTo(out);
        return answer(false);
    }

    /** In chunks, as Docker pushes a blob whose length it does not know. */
    Answer sendChunked(String method, String path, Content content) throws IOException {
        head(method, path, octets("Transfer-Encoding: chunked"));
        OutputStream gathered = new BufferedOutputStream(out, CHUNK_BYTES + 16);
        content.writeTo(new Chunks(gathered));
        gathered.write("0\r\n\r\n".getBytes(ISO_8859_1));
        gathered.flush();
        return answer(false);
    }

    private static String octets(String framing) {
        return "Content-Type: application/octet-stream\r\n" + framing + "\r\n";
    }

    private void head(String method, String path, String headers) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort()
                + "\r\nAccept: application/vnd.oci.image.manifest.v1+json, */*\r\n" + authorization + headers
                + "\r\n";
        out.write(head.getBytes(ISO_8859_1));
    }

    /** Each write as chunks. */
    private static final class Chunks extends OutputStream {

        private final OutputStream out;

        private Chunks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            for (int done = 0; done < count; done += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, count - done);
                out.write((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
                out.write(bytes, from + done, length);
                out.write('\r');
                out.write('\n');
            }
        }
    }

    private Answer answer(boolean headOnly) throws IOException {
        String status = line();
        Map<String, String> headers = headers();
        int code = Integer.parseInt(status.split(" ")[1]);
        return new Answer(code, headers, headOnly || code == 204 || code == 304 ? 0 : body(headers));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private long body(Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
            skip(length);
            return length;
        }
        long total = 0;
        for (long length = chunk(); length > 0; length = chunk()) {
            skip(length);
            line();
            total += length;
        }
        line();
        return total;
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().split(";")[0], 16);
    }

    private void skip(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            fill();
            int count = (int) Math.min(left, end - at);
            at += count;
            left -= count;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            fill();
            char next = (char) (buffer[at++] & 0xff);
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            line.append(next);
        }
    }

    private void fill() throws IOException {
        if (at == end) {
            at = 0;
            end = in.read(buffer);
            if (end < 0) {
                end = 0;
                throw new EOFException("the server closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
