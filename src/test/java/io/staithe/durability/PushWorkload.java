package io.staithe.durability;

import io.staithe.testing.RegistryClient;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that push images until the registry no longer answers. */
final class PushWorkload {

    private static final int CLIENTS = 16;

    private final Ledger ledger;
    private final long seed;
    private final List<Content> shared;
    private final AtomicInteger images = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> serverFailures = new ConcurrentLinkedQueue<>();

    PushWorkload(Ledger ledger, long seed) {
        this.ledger = ledger;
        this.seed = seed;
        Random random = new Random(seed);
        List<Content> layers = new ArrayList<>(List.of(Content.of(0, 0)));
        for (int i = 0; i < 12; i++) {
            layers.add(Content.of(random.nextLong(), Content.realisticSize(random) % (2 << 20)));
        }
        this.shared = List.copyOf(layers);
    }

    /** Lets clients push until the registry dies, which {@code death} brings about. */
    void runUntil(int round, RegistryClient registry, Death death) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(seed + 1000L * round + client);
                ImagePusher pusher = new ImagePusher(client, registry, ledger, shared, random);
                threads.execute(() -> push(pusher));
            }
            try {
                death.come();
            } finally {
                threads.shutdown();
                if (!threads.awaitTermination(3, TimeUnit.MINUTES)) {
                    complaints.add("a client still waits for an answer");
                    threads.shutdownNow();
                }
            }
        }
    }

    private void push(ImagePusher pusher) {
        try {
            while (true) {
                pusher.push();
                images.incrementAndGet();
            }
        } catch (UncheckedIOException registryDied) {
            return;
        } catch (Answers.UnexpectedAnswer e) {
            (e.isServerFailure() ? serverFailures : complaints).add(e.toString());
        } catch (RuntimeException e) {
            complaints.add(e.toString());
        }
    }

    int images() {
        return images.get();
    }

    /** Answers that no client should get, whatever happens to the server. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Answers that a client gets only if the server's disk has failed. */
    List<String> serverFailures() {
        return List.copyOf(serverFailures);
    }

    /** How the registry comes to its end. */
    @FunctionalInterface
    interface Death {
        void come() throws Exception;
    }
}
