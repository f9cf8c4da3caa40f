import java.io.IOException;

/** Does what another scenario does, under its name. */
interface SameWork extends Scenario {

    /** The other scenario. */
    Scenario work();

    @Override
    default String name() {
        return work().name();
    }

    @Override
    default String title() {
        return work().title();
    }

    @Override
    default Unit unit() {
        return work().unit();
    }

    @Override
    default void prepare(Server server) throws IOException, InterruptedException {
        work().prepare(server);
    }

    @Override
    default Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        return work().run(server, warmUp);
    }

    @Override
    default void finish(Server server) throws IOException {
        work().finish(server);
    }
}
