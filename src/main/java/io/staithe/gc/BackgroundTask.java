package io.staithe.gc;

import java.io.IOException;

/** Work that is done again and again beside the requests. Runs on one thread at a time. */
interface BackgroundTask {

    /** Its name in metrics and in the documentation. */
    String name();

    /**
     * Does what is due.
     *
     * @param done told of each thing that was dealt with, also in a run that fails later
     */
    void run(Runnable done) throws IOException;
}
