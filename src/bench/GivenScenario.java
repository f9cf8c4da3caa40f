import java.io.IOException;

/** Another scenario's work on a server that has to be given the image first. */
record GivenScenario(Scenario work, Image image) implements Scenario {

    @Override
    public String name() {
        return work.name();
    }

    @Override
    public String title() {
        return work.title();
    }

    @Override
    public Unit unit() {
        return work.unit();
    }

    @Override
    public void prepare(Server server) throws IOException, InterruptedException {
        image.give(server);
        work.prepare(server);
    }

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        return work.run(server, warmUp);
    }
}
