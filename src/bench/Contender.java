import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that takes part.
 *
 * @param name as the tables call it
 * @param version what it says of itself
 * @param syncs what it has on the disk when it answers a push
 * @param registry whether it takes pushes; otherwise it only serves files
 * @param reference whether it is measured against all the others
 * @param launches how it is started, in each of the ways that are measured
 */
record Contender(
        String name, String version, String syncs, boolean registry, boolean reference, Map<Variant, Launch> launches) {

    /** Writes a server's configuration into a folder of its own. */
    @FunctionalInterface
    interface Launch {
        /** @return the command that starts it on the port of the loopback address, with data below the folder */
        List<String> command(Path folder, int port) throws IOException, InterruptedException;
    }
}
