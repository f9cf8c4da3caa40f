package io.staithe.retention;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What rules say of a tag or a manifest. */
public sealed interface Verdict {

    /** No rule is about it. */
    record Untouched() implements Verdict {}

    /** @param reason as a sentence without its end */
    record Kept(String reason) implements Verdict {}

    /** @param by all rules that would take it, by name; at least one */
    record Taken(List<Taker> by) implements Verdict {

        public Taken {
            by = List.copyOf(by);
        }

        /** The first of the rules that may. */
        Optional<Taker> by(Set<String> rules) {
            return by.stream().filter(taker -> rules.contains(taker.rule())).findFirst();
        }
    }

    /** @param reason as the end of a sentence about the rule */
    record Taker(String rule, String reason) {}
}
