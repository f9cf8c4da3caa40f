import java.io.IOException;

/**
 * One run of a scenario against one server.
 *
 * @param amount how much was done, in the scenario's unit
 * @param user seconds of the server's CPU outside of the kernel
 * @param system seconds of the server's CPU inside of the kernel
 * @param wall seconds by the clock
 * @param written bytes that the server sent towards the disk
 */
record Sample(double amount, double user, double system, double wall, long written) {

    /** Work against a server. */
    @FunctionalInterface
    interface Work {
        /** @return how much was done */
        double run() throws IOException, InterruptedException;
    }

    static Sample of(Server server, Work work) throws IOException, InterruptedException {
        Usage before = server.usage();
        long began = System.nanoTime();
        double amount = work.run();
        if (amount == 0) {
            throw new IOException(server.name() + " did nothing");
        }
        double wall = (System.nanoTime() - began) / 1e9;
        Usage after = server.usage();
        return new Sample(
                amount,
                after.user() - before.user(),
                after.system() - before.system(),
                wall,
                after.written() - before.written());
    }

    /** Seconds of the server's CPU for one unit. */
    double cpu() {
        return (user + system) / amount;
    }

    /** Units a second. */
    double rate() {
        return amount / wall;
    }
}
