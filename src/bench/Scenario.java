import java.io.IOException;
import java.util.Optional;

/** Work that every server gets in turn. */
interface Scenario {

    /** As {@code --only} takes it. */
    String name();

    /** What it does, for the table. */
    String title();

    /** The scenario that the first server's figures are compared with, by name; empty to compare with other servers. */
    default Optional<String> base() {
        return Optional.empty();
    }

    /** What is counted. */
    Unit unit();

    /**
     * What one run counts.
     *
     * @param name of one, behind "CPU s per"
     * @param rate of one a second
     * @param scale how many times more the rate shows
     */
    record Unit(String name, String rate, double scale) {
        static final Unit GIB = new Unit("GiB", "MiB/s", 1024);
        static final Unit REQUESTS = new Unit("1,000 requests", "requests/s", 1000);
        static final Unit PUSHES = new Unit("1,000 pushes", "pushes/s", 1000);
        static final Unit START = new Unit("start", "starts a second", 1);
    }

    /** Whether the server can do it. */
    default boolean suits(Contender contender) {
        return contender.registry();
    }

    /** What has to be there before; not measured. */
    default void prepare(Server server) throws IOException, InterruptedException {}

    /** @param warmUp whether the result is thrown away */
    Sample run(Server server, boolean warmUp) throws IOException, InterruptedException;

    /** Frees what it took; not measured. */
    default void finish(Server server) throws IOException {}
}
