import java.io.IOException;
import java.util.Map;

/** Work of which more than its cost is of interest. Every server gets it in turn, in each round. */
interface Probe {

    /** As {@code --only} takes it. */
    String name();

    /** What it does, for the terminal. */
    String title();

    /** @param usual how often other work is measured */
    default int rounds(int usual) {
        return usual;
    }

    /** What has to be there before; not measured. */
    void prepare(Server server) throws IOException, InterruptedException;

    /** @return values by figure; empty if the server cannot do it */
    Map<Reading, Double> run(Server server) throws IOException, InterruptedException;
}
