import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One blob goes down several times, over one connection, out of the page cache. */
final class PullScenario implements Scenario {

    private final String name;
    private final String title;
    private final int times;
    private final Content content;
    private final WarmUp warmUp;

    PullScenario(String name, String title, long bytes, int times, WarmUp warmUp) throws IOException {
        this.name = name;
        this.title = title;
        this.times = times;
        this.content = Content.ofBytes(bytes);
        this.warmUp = warmUp;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Unit unit() {
        return Unit.GIB;
    }

    @Override
    public boolean suits(Contender contender) {
        return true;
    }

    @Override
    public void prepare(Server server) throws IOException {
        if (server.contender().registry()) {
            try (Connection connection = server.connect()) {
                Pushes.whole(connection, Image.REPOSITORY, content);
            }
            return;
        }
        Path file = server.file(Image.blob(content.digest()));
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            content.writeTo(out);
        }
    }

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        return warmUp ? this.warmUp.run(server, this::once) : once(server);
    }

    private Sample once(Server server) throws IOException, InterruptedException {
        return Sample.of(server, () -> {
            try (Connection connection = server.connect()) {
                for (int i = 0; i < times; i++) {
                    long length = connection
                            .send("GET", Image.blob(content.digest()))
                            .require(200)
                            .length();
                    if (length != content.size()) {
                        throw new IOException(server.name() + " sent " + length + " bytes");
                    }
                }
            }
            return (double) content.size() * times / (1 << 30);
        });
    }

    @Override
    public void finish(Server server) throws IOException {
        server.dropFiles(content.size());
    }
}
