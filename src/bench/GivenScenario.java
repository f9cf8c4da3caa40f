import java.io.IOException;

/** Another scenario's work on a server that has to be given the image first. */
record GivenScenario(Scenario work, Image image) implements SameWork {

    @Override
    public void prepare(Server server) throws IOException, InterruptedException {
        image.give(server);
        work.prepare(server);
    }
}
