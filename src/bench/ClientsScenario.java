import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Several clients do the same at once, each over one connection.
 *
 * @param ready what has to be there before
 * @param act what a client does again and again
 * @param seconds how long; 0 to do it {@code count} times together
 */
record ClientsScenario(
        String name, String title, Unit unit, int clients, Ready ready, Act act, WarmUp warmUp, int seconds, int count)
        implements Scenario {

    /** What has to be there before. */
    @FunctionalInterface
    interface Ready {
        void make(Server server) throws IOException;
    }

    /** What is done; no number comes twice. */
    @FunctionalInterface
    interface Act {
        void run(Connection connection, long number) throws IOException;
    }

    @Override
    public void prepare(Server server) throws IOException {
        ready.make(server);
    }

    @Override
    public Sample run(Server server, boolean warmingUp) throws IOException, InterruptedException {
        return warmingUp ? warmUp.run(server, this::once) : once(server);
    }

    private Sample once(Server server) throws IOException, InterruptedException {
        long first = System.nanoTime();
        return Sample.of(server, () -> {
            try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
                List<Future<Integer>> running = new ArrayList<>();
                for (int client = 0; client < clients; client++) {
                    long from = first + client;
                    running.add(threads.submit(() -> acts(server, from)));
                }
                double done = 0;
                for (Future<Integer> each : running) {
                    done += each.get();
                }
                return done / 1000;
            } catch (ExecutionException e) {
                throw new IOException(server.name() + ": " + e.getCause(), e);
            }
        });
    }

    private int acts(Server server, long from) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int done = 0;
        try (Connection connection = server.connect()) {
            while (seconds > 0 ? System.nanoTime() < end : done < count / clients) {
                act.run(connection, from + (long) done * clients);
                done++;
            }
        }
        return done;
    }
}
