package io.staithe.durability;

import io.staithe.Staithe;
import io.staithe.blobstore.BlobStore;
import io.staithe.gc.DueTasks;
import io.staithe.testing.LoggingInTurn;
import io.staithe.testing.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole registry in this process, with a store, a database and a clock that obey the test. */
final class FaultyRegistry implements AutoCloseable {

    /** What they would log is what the test is about, hundreds of times. */
    private static final List<String> FAILING = List.of("io.staithe.http.FailureHandler", "io.staithe.gc");

    private static final List<String> COLLECTION =
            List.of("upload-expiry", "content-collection", "trash-purge", "garbage-sweep", "storage-sweep");

    private final Faults faults = new Faults();
    private final JumpingClock clock = new JumpingClock();
    private final ConfigurableApplicationContext context;

    /** @param settings further ones, as {@code --name=value} */
    FaultyRegistry(Path data, String... settings) {
        SpringApplication application = new SpringApplication(Staithe.class);
        application.addInitializers(
                starting -> starting.getBeanFactory().addBeanPostProcessor(new Replacing(faults, clock)));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--staithe.data=" + data,
                "--staithe.http.access-log=false",
                "--staithe.upload.buffer-size=8KB",
                "--staithe.gc.interval=1h",
                "--staithe.gc.rows-per-second=0",
                "--logging.level.root=warn"));
        arguments.addAll(List.of(settings));
        this.context = LoggingInTurn.run(application, arguments.toArray(String[]::new));
        FAILING.forEach(logger -> logging().setLogLevel(logger, LogLevel.OFF));
    }

    private static LoggingSystem logging() {
        return LoggingSystem.get(FaultyRegistry.class.getClassLoader());
    }

    Faults faults() {
        return faults;
    }

    RegistryClient client() {
        WebServerApplicationContext server = (WebServerApplicationContext) context;
        return new RegistryClient("http://127.0.0.1:"
                + Objects.requireNonNull(server.getWebServer()).getPort());
    }

    /** Lets abandoned uploads expire and all delays pass, and runs what cleans up after pushes. */
    void cleanUp() throws IOException {
        for (int round = 0; round < 2; round++) {
            clock.jump(Duration.ofDays(2));
            new DueTasks(context).run("upload-expiry");
            new DueTasks(context).run("garbage-sweep");
        }
    }

    /** Lets abandoned uploads expire and all delays pass, and runs the tasks that take something away. */
    void collect() throws IOException {
        for (int round = 0; round < 2; round++) {
            clock.jump(Duration.ofDays(2));
            for (String task : COLLECTION) {
                new DueTasks(context).run(task);
            }
        }
    }

    @Override
    public void close() {
        FAILING.forEach(logger -> logging().setLogLevel(logger, null));
        context.close();
    }

    /** Puts the test's own in the place of three beans. */
    private record Replacing(Faults faults, Clock clock) implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return switch (bean) {
                case BlobStore store -> new FaultyBlobStore(store, faults);
                case DataSource source -> new FaultyDataSource(source, faults);
                case Clock _ -> clock;
                default -> bean;
            };
        }
    }

    /** Goes on like any clock, from a later time after each jump. */
    private static final class JumpingClock extends Clock {

        private volatile Clock time = Clock.systemUTC();

        void jump(Duration duration) {
            time = Clock.offset(time, duration);
        }

        @Override
        public ZoneId getZone() {
            return time.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return time.withZone(zone);
        }

        @Override
        public Instant instant() {
            return time.instant();
        }
    }
}
