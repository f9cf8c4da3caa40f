import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Many clients with hardly any bandwidth hold their connections, while others pull a manifest.
 *
 * @param folder for a server that needs more room than usual
 */
record SlowProbe(Image image, Path folder, int seconds) implements Probe {

    private static final int DOWNLOADS = 1000;
    private static final int UPLOADS = 200;
    private static final int PULLERS = 4;
    private static final long BLOB_BYTES = 10 << 20;
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
        if (!server.contender().launches().containsKey(Variant.ROOMY)) {
            return measure(server);
        }
        Path own = folder.resolve(server.name() + "-slow");
        try (Server roomy = Server.start(server.contender(), Variant.ROOMY, own)) {
            image.give(roomy);
            return measure(roomy);
        }
    }

    private Map<Reading, Double> measure(Server server) throws IOException, InterruptedException {
        Content content = Content.ofBytes(BLOB_BYTES);
        try (Connection connection = server.connect()) {
            Pushes.whole(connection, Image.REPOSITORY, content);
        }
        double idle = slowestOfHundred(server);
        double busy;
        double resident;
        long failed;
        try (SlowClients clients = SlowClients.start(server, Image.blob(content.digest()), DOWNLOADS, UPLOADS)) {
            busy = slowestOfHundred(server);
            resident = server.usage().resident() / 1e6;
            failed = clients.failed();
        }
        server.dropFiles(BLOB_BYTES);
        Map<Reading, Double> values = new LinkedHashMap<>();
        values.put(new Reading(WORK, "manifest GET, ms, 99 of 100", true), busy);
        values.put(new Reading("", "the same without them", true), idle);
        values.put(new Reading("", "failed", true), (double) failed);
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
}
