package io.staithe.blobstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.AtOnce;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.S3Fault;
import io.staithe.testing.S3Relay;
import io.staithe.testing.S3Server;
import io.staithe.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many more uploads than there is memory for: none fails, and nobody takes more than there is. */
class S3BackPressureTest {

    private static final int UPLOADS = 500;
    private static final int BYTES = 600 << 10;
    private static final long BUDGET = 40 << 20;

    private final byte[] common = new byte[BYTES];

    @Test
    void laterUploadsWaitForMemoryAndNoneFails(@TempDir Path data) {
        CountDownLatch gate = new CountDownLatch(1);
        try (S3Relay relay = S3Relay.before(S3Server.shared().endpoint());
                TestRegistry registry =
                        TestRegistry.start(data, relay.settings(data, "staithe.storage.s3.buffer-memory=40MB"))) {
            relay.forget();
            relay.disturb(call -> {
                pass(gate);
                return new S3Fault.None();
            });
            CompletableFuture<List<Integer>> pushes =
                    CompletableFuture.supplyAsync(() -> AtOnce.run(UPLOADS, number -> push(registry.client(), number)));
            await().atMost(Duration.ofMinutes(2)).until(() -> gauge(registry, "waiting") > UPLOADS / 2.0);
            assertThat(gauge(registry, "used")).isBetween(BUDGET / 2.0, (double) BUDGET);
            gate.countDown();
            assertThat(pushes.join()).hasSize(UPLOADS).containsOnly(201);
            assertThat(gauge(registry, "peak")).isBetween(BUDGET / 2.0, (double) BUDGET);
            assertThat(gauge(registry, "used")).isZero();
            assertThat(gauge(registry, "waiting")).isZero();
            assertThat(relay.bytesSent()).isEqualTo((long) UPLOADS * BYTES);
        }
    }

    /** Every other one does not say how long it is. */
    private int push(RegistryClient client, int number) {
        byte[] content = common.clone();
        ByteBuffer.wrap(content).putInt(number);
        BodyPublisher body = number % 2 == 0
                ? BodyPublishers.ofByteArray(content)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
        String location = client.startUpload("many/app");
        String digest = "?digest=" + Digest.of(Algorithm.SHA256, content);
        return client.send("PUT", location + digest, body).statusCode();
    }

    private static double gauge(TestRegistry registry, String name) {
        return registry.bean(MeterRegistry.class)
                .get("staithe.storage.s3.buffer." + name)
                .gauge()
                .value();
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
