package io.staithe.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testing.RegistryClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Fills the disk to its last byte. Needs a small one of its own, so {@code src/e2e/durability/run} runs it. */
class FullDiskCheck {

    private static final int MEGABYTE = 1 << 20;
    private static final int MOST_PUSHES = 3000;
    private static final byte[] NONE = {};

    private final Disk disk = Disk.ofThisRun();
    private final Path ballast = disk.folder().resolve("ballast");
    private final Ledger ledger = new Ledger();
    private long pushes;

    @Test
    void aFullDiskRefusesPushesInWordsLosesNothingAndRecoversByItself() throws Exception {
        Files.write(ballast, new byte[16 * MEGABYTE]);
        Path data = disk.folder().resolve("data");
        try (JarRegistry registry = new JarRegistry(data, "full-disk", "staithe.gc.grace=1s")) {
            registry.start();
            RegistryClient client = registry.client();
            pushUntilRefused(client, MEGABYTE);
            fillUp(disk.folder().resolve("filler"));
            pushUntilRefused(client, 10);
            requireAllThere(data, client);
            assertThat(registry.readiness()).as("pulls go on").isEqualTo(200);
            assertThat(registry.log()).contains("no room left").doesNotContain("\tat ", "OutOfMemory");

            Files.delete(ballast);
            assertThat(registry.readiness()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(push(client, MEGABYTE).statusCode()).isEqualTo(201);
            }
            requireAllThere(data, client);
        }
    }

    /** Each answer is a success or says in the specification's words what is wrong. */
    private void pushUntilRefused(RegistryClient client, int size) {
        for (int i = 0; i < MOST_PUSHES; i++) {
            HttpResponse<byte[]> response = push(client, size);
            if (response.statusCode() != 201) {
                assertThat(response.statusCode()).isEqualTo(507);
                assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(new String(response.body(), UTF_8))
                        .startsWith("{\"errors\":[{\"code\":\"UNAVAILABLE\"")
                        .contains("no room left");
                return;
            }
        }
        throw new AssertionError("the disk is still not full");
    }

    /** @return the answer to the first request that failed, otherwise to the last */
    private HttpResponse<byte[]> push(RegistryClient client, int size) {
        Content content = Content.of(++pushes, size);
        HttpResponse<byte[]> started = client.send("POST", "/v2/full/app/blobs/uploads/", NONE);
        if (started.statusCode() != 202) {
            return started;
        }
        String location = Answers.location(started);
        HttpResponse<byte[]> finished = client.send("PUT", location + "?digest=" + content.digest(), content.bytes());
        if (finished.statusCode() == 201) {
            ledger.acknowledgedBlob("full/app", content.digest());
        }
        return finished;
    }

    private static void fillUp(Path file) {
        byte[] block = new byte[4096];
        try (OutputStream stream = Files.newOutputStream(file)) {
            while (true) {
                stream.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }

    private void requireAllThere(Path data, RegistryClient client) throws Exception {
        assertThat(StoredState.check(data)).isEmpty();
        assertThat(StoredState.damagedBlobs(data)).isEmpty();
        assertThat(ledger.checkAll(client)).isEmpty();
    }
}
