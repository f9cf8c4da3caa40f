package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that no row knows are found; what a row knows, what is young and what is not ours is left alone. */
class StorageSweepTest {

    private static final String LITTER = "3f/3f000000000000000000000000000001";
    private static final String OF_S3 = "3f/3f000000000000000000000000000002.0123456789abcdef";
    private static final String YOUNG = "3f/3f000000000000000000000000000003";
    private static final String FOREIGN = "docker/registry/v2/data";

    private final Path data;
    private final Path blobs;

    StorageSweepTest(@TempDir Path data) {
        this.data = data;
        this.blobs = data.resolve("blobs");
    }

    private TestRegistry start(String... settings) {
        String[] all = Stream.concat(
                        Stream.of(
                                "staithe.gc.interval=1h",
                                "staithe.gc.delete-delay=0s",
                                "staithe.storage.type=filesystem",
                                "spring.datasource.url=jdbc:sqlite:" + data.resolve("staithe.db")),
                        Stream.of(settings))
                .toArray(String[]::new);
        return TestRegistry.start(data, all);
    }

    private void write(String key) throws IOException {
        Path file = blobs.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "12345");
    }

    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(blobs)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(YOUNG)) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
                }
            }
        }
    }

    private static double litter(TestRegistry registry, String metric) {
        return registry.bean(MeterRegistry.class).get(metric).gauge().value();
    }

    private static void sweep(TestRegistry registry) throws IOException {
        registry.bean(TaskControl.class).startSoon("storage-sweep");
        new DueTasks(registry.beans()).run();
    }

    @Test
    void itReportsAndDeletesOnlyIfItIsTold() throws IOException {
        try (TestRegistry registry = start()) {
            RegistryClient client = registry.client();
            client.pushImage("team/app", "1", "hello");
            client.ask("PATCH " + client.startUpload("team/app"), new byte[10]).expect(202);
            for (String key : new String[] {LITTER, OF_S3, YOUNG, FOREIGN}) {
                write(key);
            }
            age();
            sweep(registry);
            assertThat(litter(registry, "staithe.litter")).isEqualTo(2);
            assertThat(litter(registry, "staithe.litter.bytes")).isEqualTo(10);
            assertThat(blobs.resolve(LITTER)).exists();
        }
        try (TestRegistry registry = start("staithe.gc.sweep=delete")) {
            sweep(registry);
            new DueTasks(registry.beans()).run();
            assertThat(blobs.resolve(LITTER)).doesNotExist();
            assertThat(blobs.resolve(OF_S3)).doesNotExist();
            assertThat(blobs.resolve(YOUNG)).exists();
            assertThat(blobs.resolve(FOREIGN)).exists();
            try (Stream<Path> files = Files.walk(blobs)) {
                assertThat(files.filter(Files::isRegularFile))
                        .as("2 blobs, 1 upload and the mark too")
                        .hasSize(6);
            }
        }
    }

    @Test
    void itIsNotDueAgainUntilItsIntervalHasPassed() throws IOException {
        try (TestRegistry registry = start()) {
            new DueTasks(registry.beans()).run();
            write(LITTER);
            age();
            new DueTasks(registry.beans()).run();
            assertThat(litter(registry, "staithe.litter")).isZero();
            sweep(registry);
            assertThat(litter(registry, "staithe.litter")).isEqualTo(1);
        }
    }
}
