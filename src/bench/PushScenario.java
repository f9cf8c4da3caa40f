import java.io.IOException;

/** One large blob goes up. */
record PushScenario(String name, String title, long bytes, Way way) implements Scenario {

    /** How a blob is pushed. */
    @FunctionalInterface
    interface Way {
        void push(Connection connection, String repository, Content content) throws IOException;
    }

    @Override
    public Unit unit() {
        return Unit.GIB;
    }

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        Content content = Content.ofBytes(bytes);
        Sample sample = Sample.of(server, () -> {
            try (Connection connection = server.connect()) {
                way.push(connection, Image.REPOSITORY, content);
            }
            return (double) bytes / (1 << 30);
        });
        server.dropFiles(bytes);
        Machine.writeOut();
        return sample;
    }
}
