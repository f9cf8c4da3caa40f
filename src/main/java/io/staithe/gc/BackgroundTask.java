package io.staithe.gc;

import java.io.IOException;

/**
 * Work that is done again and again beside the requests. Of several nodes that share a database, one at a time does it; yet
 * a node that was held up may do a step after another has taken over, so each step must be harmless when done twice.
 */
public interface BackgroundTask {

    /** Its name in metrics, in the table of leases and in the documentation. */
    String name();

    /** Whether it runs only at the time of day that was set for what can wait. */
    default boolean keepsToWindow() {
        return false;
    }

    /** Does what is due, step by step. */
    void run(Steps steps) throws IOException;

    /** What a run asks and tells. {@link #done} may be called by many threads. */
    interface Steps {

        /** Asked before each step: false if the node is told to stop, the task is paused or out of its time, or another node has it now. */
        boolean mayGoOn();

        /** A thing was dealt with. Counted also if the run fails later. */
        void done();
    }
}
