import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A client with hardly any bandwidth. Loopback has segments of 64 KB, so that 2.6 MB of a download lie in the kernel before its
 * server notices that nobody reads, and a thousand of these are more than the kernel gives to TCP: everything stands still. This one
 * asks for segments of an Ethernet's size, which Java has no option for.
 */
final class SlowConnection implements AutoCloseable {

    private static final int SEGMENT_BYTES = 1400;
    private static final int PIECE_BYTES = 4 << 10;

    /** So many steps without a byte are a failure. */
    private static final int PATIENCE = 20;

    private static final int INTERNET = 2;
    private static final int STREAM = 1;
    private static final int TCP = 6;
    private static final int LONGEST_SEGMENT = 2;
    private static final int DO_NOT_WAIT = 0x40;
    private static final int NO_SIGNAL = 0x4000;
    private static final int ADDRESS_BYTES = 16;

    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle OPTION =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = function("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = function("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECEIVE = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

    private static final MemorySegment BUFFER = Arena.global().allocate(PIECE_BYTES);
    private static final MemorySegment CHUNK = bytes("%x\r\n%s\r\n".formatted(PIECE_BYTES, "x".repeat(PIECE_BYTES)));

    private final int socket;
    private final boolean upload;
    private int idle;

    private SlowConnection(int socket, boolean upload) {
        this.socket = socket;
        this.upload = upload;
    }

    private static MethodHandle function(
            String name, java.lang.foreign.MemoryLayout result, java.lang.foreign.MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, parameters));
    }

    private static MemorySegment bytes(String text) {
        return Arena.global().allocateFrom(JAVA_BYTE, text.getBytes(ISO_8859_1));
    }

    static SlowConnection download(int port, String path) throws IOException {
        return open(port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", false);
    }

    static SlowConnection upload(int port, String session) throws IOException {
        return open(
                port,
                "PATCH " + session + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n",
                true);
    }

    private static SlowConnection open(int port, String head, boolean upload) throws IOException {
        int socket = (int) call(SOCKET, INTERNET, STREAM, 0);
        SlowConnection connection = new SlowConnection(socket, upload);
        try (Arena arena = Arena.ofConfined()) {
            call(OPTION, socket, TCP, LONGEST_SEGMENT, arena.allocateFrom(JAVA_INT, SEGMENT_BYTES), Integer.BYTES);
            MemorySegment request = arena.allocateFrom(JAVA_BYTE, head.getBytes(ISO_8859_1));
            if (call(CONNECT, socket, address(port, arena), ADDRESS_BYTES) < 0
                    || call(SEND, socket, request, request.byteSize(), NO_SIGNAL) != request.byteSize()) {
                connection.close();
                throw new IOException("the server takes no connection");
            }
        }
        return connection;
    }

    private static MemorySegment address(int port, Arena arena) {
        byte[] address = new byte[ADDRESS_BYTES];
        address[0] = INTERNET;
        address[2] = (byte) (port >> 8);
        address[3] = (byte) port;
        address[4] = 127;
        address[7] = 1;
        return arena.allocateFrom(JAVA_BYTE, address);
    }

    private static long call(MethodHandle function, Object... arguments) throws IOException {
        try {
            return ((Number) function.invokeWithArguments(arguments)).longValue();
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    /** Moves a piece. @return false if the server has given up or stands still */
    boolean step() throws IOException {
        if (upload) {
            return call(SEND, socket, CHUNK, CHUNK.byteSize(), DO_NOT_WAIT | NO_SIGNAL) == CHUNK.byteSize();
        }
        long count = call(RECEIVE, socket, BUFFER, BUFFER.byteSize(), DO_NOT_WAIT);
        idle = count > 0 ? 0 : idle + 1;
        return count != 0 && idle < PATIENCE;
    }

    @Override
    public void close() throws IOException {
        call(CLOSE, socket);
    }
}
