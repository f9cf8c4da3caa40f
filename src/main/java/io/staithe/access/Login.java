package io.staithe.access;

import java.time.Duration;

/** What came of credentials. */
public sealed interface Login {

    /**
     * They are somebody's.
     *
     * @param anew whether they were looked at now; otherwise they were verified lately and nothing changed since
     */
    record Verified(Caller caller, boolean anew) implements Login {}

    /** They are nobody's; whether the name is somebody's is not said. */
    record Wrong() implements Login {}

    /** Nobody looked at them, since there were too many wrong ones lately. */
    record Throttled(Duration pause) implements Login {}

    /** Nobody knows: who could tell cannot be reached. */
    record Unavailable(Duration pause) implements Login {}
}
