import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Many clients with hardly any bandwidth hold their connections, while others pull a manifest. */
record SlowProbe(Image image, int seconds) implements Probe {

    private static final int DOWNLOADS = 1000;
    private static final int UPLOADS = 200;
    private static final int PULLERS = 4;
    private static final long BLOB_BYTES = 10 << 20;
    private static final int PIECE_BYTES = 4 << 10;
    private static final int PAUSE_MILLIS = 500;
    private static final int LONGEST_START_SECONDS = 60;
    private static final String WORK = "1,000 slow downloads and 200 slow uploads at once";

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public String title() {
        return WORK;
    }

    @Override
    public void prepare(Server server) {}

    @Override
    public Map<Reading, Double> run(Server server) throws IOException, InterruptedException {
        if (!server.contender().registry()) {
            return Map.of();
        }
        Content content = Content.ofBytes(BLOB_BYTES);
        try (Connection connection = server.connect()) {
            Pushes.whole(connection, Image.REPOSITORY, content);
        }
        double idle = slowestOfHundred(server);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(DOWNLOADS + UPLOADS);
        double busy;
        double resident;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < DOWNLOADS + UPLOADS; i++) {
                boolean download = i < DOWNLOADS;
                clients.submit(() -> {
                    try (Connection connection = server.connect()) {
                        Trickle.run(connection, download ? Image.blob(content.digest()) : null, begun, ended);
                    } catch (IOException e) {
                        begun.countDown();
                        failed.incrementAndGet();
                    }
                    return null;
                });
            }
            if (!begun.await(LONGEST_START_SECONDS, TimeUnit.SECONDS)) {
                failed.addAndGet((int) begun.getCount());
            }
            busy = slowestOfHundred(server);
            resident = server.usage().resident() / 1e6;
            ended.set(true);
        }
        server.dropFiles(BLOB_BYTES);
        Map<Reading, Double> values = new LinkedHashMap<>();
        values.put(new Reading(WORK, "manifest GET, ms, 99 of 100", true), busy);
        values.put(new Reading("", "the same without them", true), idle);
        values.put(new Reading("", "failed", true), (double) failed.get());
        values.put(new Reading("", "MB resident then", true), resident);
        return values;
    }

    /** Milliseconds that 99 of 100 pulls of a manifest stay below. */
    private double slowestOfHundred(Server server) throws IOException, InterruptedException {
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> pullers = new ArrayList<>();
        for (int i = 0; i < PULLERS; i++) {
            pullers.add(Thread.ofPlatform().start(() -> {
                try (Connection connection = server.connect()) {
                    while (System.nanoTime() < end) {
                        long began = System.nanoTime();
                        connection.send("GET", Image.manifest(Image.TAG)).require(200);
                        millis.add((System.nanoTime() - began) / 1e6);
                        Thread.sleep(2);
                    }
                } catch (IOException | InterruptedException e) {
                    millis.add(Double.POSITIVE_INFINITY);
                }
            }));
        }
        for (Thread puller : pullers) {
            puller.join();
        }
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.get((int) (sorted.size() * 0.99));
    }

    /** A client with hardly any bandwidth. */
    private static final class Trickle {

        static void run(Connection connection, String path, CountDownLatch begun, AtomicBoolean ended)
                throws IOException {
            Connection.Slowly work = path == null
                    ? connection.uploadSlowly(Pushes.begin(connection, Image.REPOSITORY), PIECE_BYTES)
                    : connection.downloadSlowly(path, PIECE_BYTES);
            work.step();
            begun.countDown();
            while (!ended.get()) {
                work.step();
                pause();
            }
        }

        private static void pause() throws IOException {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
