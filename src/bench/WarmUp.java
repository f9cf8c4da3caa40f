import java.io.IOException;

/**
 * Runs that do not count. A server has its programs compiled, its caches filled and its memory grown once it has worked
 * for some time, and on a busy machine that is seconds of its own CPU and not of the clock.
 *
 * @param cpuSeconds how long each server works
 * @param mostRuns how often at most, for servers that leave the CPU idle
 */
record WarmUp(double cpuSeconds, int mostRuns) {

    /** One run. */
    @FunctionalInterface
    interface Once {
        Sample run(Server server) throws IOException, InterruptedException;
    }

    Sample run(Server server, Once once) throws IOException, InterruptedException {
        Sample last = once.run(server);
        double used = last.user() + last.system();
        for (int run = 1; run < mostRuns && used < cpuSeconds; run++) {
            last = once.run(server);
            used += last.user() + last.system();
        }
        return last;
    }
}
