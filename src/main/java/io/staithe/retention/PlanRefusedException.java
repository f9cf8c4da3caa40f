package io.staithe.retention;

import io.staithe.oci.RepositoryName;
import java.time.Duration;

/** What rules would do cannot be said now, since it would cost too much. The message is a sentence for who asked. */
public final class PlanRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private PlanRefusedException(String message) {
        super(message);
    }

    static PlanRefusedException busy(int atOnce) {
        return new PlanRefusedException(
                "%d plans are being made already: ask again when they are done, or raise 'staithe.retention.plans-at-once'"
                        .formatted(atOnce));
    }

    static PlanRefusedException tooLong(RepositoryName repository, Duration longest) {
        return new PlanRefusedException(
                ("the plan for %s was given up after %s: ask again when less is going on, or raise"
                                + " 'staithe.retention.plan-time'")
                        .formatted(repository, RuleDefinition.words(longest)));
    }
}
