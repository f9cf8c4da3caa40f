import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many slow connections at once, moved on by one thread: twice a second, a piece each. */
final class SlowClients implements AutoCloseable {

    private static final int PAUSE_MILLIS = 500;

    /** Each download has been answered by then. */
    private static final int FIRST_STEPS = 4;

    private final List<SlowConnection> open = new ArrayList<>();
    private final Thread mover = Thread.ofPlatform().name("slow clients").unstarted(this::move);
    private volatile long failed;
    private volatile int steps;
    private volatile boolean ended;

    private SlowClients() {}

    static SlowClients start(Server server, String path, int downloads, int uploads)
            throws IOException, InterruptedException {
        SlowClients clients = new SlowClients();
        try (Connection connection = server.connect()) {
            for (int i = 0; i < uploads; i++) {
                String session = Pushes.begin(connection, Image.REPOSITORY);
                clients.open.add(SlowConnection.upload(server.port(), session));
            }
        }
        for (int i = 0; i < downloads; i++) {
            clients.open.add(SlowConnection.download(server.port(), path));
        }
        clients.mover.start();
        while (clients.mover.isAlive() && clients.steps < FIRST_STEPS) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return clients;
    }

    /** Those that the server has closed, or for which it did nothing. */
    long failed() {
        return failed;
    }

    private void move() {
        List<SlowConnection> moving = new ArrayList<>(open);
        try {
            while (!ended) {
                for (SlowConnection connection : List.copyOf(moving)) {
                    if (!connection.step()) {
                        moving.remove(connection);
                        failed = open.size() - moving.size();
                    }
                }
                steps++;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            failed = open.size();
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try {
            mover.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SlowConnection connection : open) {
            connection.close();
        }
    }
}
