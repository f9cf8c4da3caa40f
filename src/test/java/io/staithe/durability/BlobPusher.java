package io.staithe.durability;

import io.staithe.testing.RegistryClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;

/** Pushes blobs in every way that the protocol knows, as chance will have it. Used by one thread. */
final class BlobPusher {

    private static final byte[] NONE = {};

    private final RegistryClient client;
    private final Ledger ledger;
    private final Random random;

    BlobPusher(RegistryClient client, Ledger ledger, Random random) {
        this.client = client;
        this.ledger = ledger;
        this.random = random;
    }

    /** @param other a repository that may have the blob already */
    void push(String repository, Content content, String other) {
        if (random.nextInt(10) == 0) {
            abandon(repository, content);
        }
        if (client.head("/v2/" + repository + "/blobs/" + content.digest()).statusCode() != 200) {
            switch (random.nextInt(6)) {
                case 0 -> single(repository, content);
                case 1, 2 -> monolithic(start(repository), content);
                case 3 -> streamed(start(repository), content);
                case 4 -> chunked(start(repository), content);
                default -> mount(repository, content, other);
            }
        }
        ledger.acknowledgedBlob(repository, content.digest());
    }

    private String start(String repository) {
        return next(client.send("POST", "/v2/" + repository + "/blobs/uploads/", NONE));
    }

    private void single(String repository, Content content) {
        String path = "/v2/" + repository + "/blobs/uploads/?digest=" + content.digest();
        Answers.require(client.send("POST", path, content.bytes()), 201);
    }

    private void monolithic(String location, Content content) {
        finish(location, content, content.bytes());
    }

    private void streamed(String location, Content content) {
        var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content.bytes()));
        finish(next(client.send("PATCH", location, body)), content, NONE);
    }

    private void chunked(String location, Content content) {
        byte[] bytes = content.bytes();
        int chunk = bytes.length / 3 + 1;
        int sent = 0;
        while (bytes.length - sent > chunk) {
            byte[] part = Arrays.copyOfRange(bytes, sent, sent + chunk);
            String range = sent + "-" + (sent + chunk - 1);
            location = next(client.send("PATCH", location, part, "Content-Range", range));
            sent += chunk;
        }
        finish(location, content, Arrays.copyOfRange(bytes, sent, bytes.length));
    }

    private void mount(String repository, Content content, String other) {
        String query = "?mount=" + content.digest() + "&from=" + other;
        HttpResponse<byte[]> response = client.send("POST", "/v2/" + repository + "/blobs/uploads/" + query, NONE);
        Answers.require(response, 201, 202);
        if (response.statusCode() == 202) {
            monolithic(Answers.location(response), content);
        }
    }

    /** Leaves a session half-way, or takes it back. */
    private void abandon(String repository, Content content) {
        byte[] bytes = content.bytes();
        String location = start(repository);
        Answers.require(client.send("PATCH", location, Arrays.copyOf(bytes, bytes.length / 2)), 202);
        if (random.nextBoolean()) {
            Answers.require(client.delete(location), 204);
        }
    }

    private static String next(HttpResponse<byte[]> response) {
        Answers.require(response, 202);
        return Answers.location(response);
    }

    private void finish(String location, Content content, byte[] rest) {
        Answers.require(client.send("PUT", location + "?digest=" + content.digest(), rest), 201);
    }
}
