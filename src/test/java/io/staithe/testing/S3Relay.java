package io.staithe.testing;

import io.staithe.testing.HttpPeer.Head;
import io.staithe.testing.HttpPeer.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands before an S3 server, counts what is asked of it, and breaks what it is told to break. Signatures stay right, since
 * it passes on what it gets, {@code Host} included.
 */
public final class S3Relay implements AutoCloseable {

    private static final S3Fault NONE = new S3Fault.None();

    private final URI upstream;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<S3Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile Function<S3Call, S3Fault> faults = call -> NONE;
    private volatile boolean down;

    private S3Relay(URI upstream, ServerSocket listening) {
        this.upstream = upstream;
        this.listening = listening;
    }

    /**
     * Listens on a free port.
     *
     * @param endpoint of the server
     */
    public static S3Relay before(String endpoint) {
        try {
            S3Relay relay =
                    new S3Relay(URI.create(endpoint), new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** Settings of a registry that comes this way to the server that all tests share. @return as {@code name=value} */
    public String[] settings(Path data, String... more) {
        S3Server server = S3Server.shared();
        S3Server behind = new S3Server(endpoint(), server.accessKeyId(), server.secretAccessKey(), server.bucket());
        return Stream.concat(behind.settings(data).stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** Decides from now on what happens to each call. */
    public void disturb(Function<S3Call, S3Fault> fault) {
        faults = fault;
    }

    /** Disturbs the next call of an operation, and no other. */
    public void disturbNext(String operation, S3Fault fault) {
        AtomicLong left = new AtomicLong(1);
        disturb(call -> call.operation().equals(operation) && left.getAndDecrement() > 0 ? fault : NONE);
    }

    public void heal() {
        faults = call -> NONE;
        down = false;
    }

    /** Ends all connections and takes no new one, as a server that is gone. */
    public void goDown() {
        down = true;
        sockets.forEach(S3Relay::end);
    }

    /** Since the last time that they were forgotten, in the order in which they began. */
    public List<S3Call> calls() {
        return List.copyOf(calls);
    }

    public void forget() {
        calls.clear();
    }

    /** Calls that go on. */
    public int running() {
        return running.get();
    }

    /** How often each operation was called, in the order in which they came first. */
    public Map<String, Long> operations() {
        return calls.stream()
                .collect(Collectors.groupingBy(S3Call::operation, LinkedHashMap::new, Collectors.counting()));
    }

    /** Bytes of objects that S3 was sent. */
    public long bytesSent() {
        return calls.stream()
                .filter(S3Call::isContentSent)
                .mapToLong(call -> call.sent().get())
                .sum();
    }

    /** Bytes of objects that S3 has given back. */
    public long bytesReceived() {
        return calls.stream()
                .filter(S3Call::isContentReceived)
                .mapToLong(call -> call.received().get())
                .sum();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket store = new Socket(upstream.getHost(), upstream.getPort())) {
            sockets.add(client);
            client.setTcpNoDelay(true);
            store.setTcpNoDelay(true);
            HttpPeer from = new HttpPeer(client);
            HttpPeer to = new HttpPeer(store);
            boolean open = !down;
            while (open) {
                open = exchange(from, to);
            }
        } catch (IOException e) {
            // One side is gone, by itself or on purpose; the other one sees that too.
        } finally {
            sockets.remove(client);
        }
    }

    /** @return whether the connection stays open */
    private boolean exchange(HttpPeer client, HttpPeer store) throws IOException {
        Optional<Head> head = client.readHead();
        if (head.isEmpty()) {
            return false;
        }
        Head request = head.get();
        S3Call call = S3Call.of(
                request.start()[0],
                request.start()[1],
                request.header("x-amz-copy-source").isPresent());
        calls.add(call);
        running.incrementAndGet();
        try {
            return pass(client, store, request, call);
        } finally {
            running.decrementAndGet();
        }
    }

    private boolean pass(HttpPeer client, HttpPeer store, Head request, S3Call call) throws IOException {
        S3Fault fault = faults.apply(call);
        if (fault instanceof S3Fault.Refused refused) {
            return refuse(client, request, refused);
        }
        if (fault instanceof S3Fault.Late late) {
            sleep(late);
        }
        sendRequest(client, store, request, counting(call.sent(), fault.mostSent()));
        return answer(client, store, request, call, fault);
    }

    private static void sendRequest(HttpPeer client, HttpPeer store, Head request, Watch watch) throws IOException {
        store.write(request);
        if (request.header("expect").isPresent()) {
            client.write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        client.passBody(request, store, watch);
    }

    private static boolean answer(HttpPeer client, HttpPeer store, Head request, S3Call call, S3Fault fault)
            throws IOException {
        Head answer = store.readHead().orElseThrow(() -> new IOException("the store has ended the connection"));
        while (answer.start()[1].startsWith("1")) {
            answer = store.readHead().orElseThrow(() -> new IOException("the store has ended the connection"));
        }
        if (fault instanceof S3Fault.AnswerLost) {
            return false;
        }
        client.write(answer);
        boolean bodiless =
                request.start()[0].equals("HEAD") || Set.of("204", "304").contains(answer.start()[1]);
        if (!bodiless) {
            store.passBody(answer, client, counting(call.received(), fault.mostReceived()));
        }
        return !answer.isLast() && !request.isLast();
    }

    private static Watch counting(AtomicLong counter, long most) {
        return bytes -> {
            long allowed = Math.min(bytes, most - counter.get());
            counter.addAndGet(allowed);
            return allowed;
        };
    }

    private static boolean refuse(HttpPeer client, Head request, S3Fault.Refused refused) throws IOException {
        client.skipBody(request);
        String error = request.start()[0].equals("HEAD")
                ? ""
                : "<Error><Code>%s</Code><Message>on purpose</Message></Error>".formatted(refused.code());
        client.write("HTTP/1.1 %d On Purpose\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(refused.status(), error.length(), error));
        return !request.isLast();
    }

    private static void sleep(S3Fault.Late late) throws IOException {
        try {
            Thread.sleep(late.by());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            sockets.forEach(S3Relay::end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
