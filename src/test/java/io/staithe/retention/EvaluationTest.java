package io.staithe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.oci.Digest;
import io.staithe.testing.Fuzz;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds whatever the rules and the repository are. */
class EvaluationTest {

    private static final int ROUNDS = 500;

    private final Fuzz fuzz = new Fuzz();

    /** A repository and rules, which are the same for the same seed, before and after they were applied. */
    private record Run(Model before, List<RetentionRule> rules, Model after, Set<String> left) {

        static Run of(String seed, int order) {
            long number = Long.parseLong(seed);
            List<RetentionRule> rules = Model.rules(new Random(~number));
            Model after = new Model(new Random(number));
            Set<String> left = after.apply(rules, new Random(number + order));
            return new Run(new Model(new Random(number)), rules, after, left);
        }
    }

    private void check(Consumer<String> property) {
        fuzz.check(ROUNDS, () -> Integer.toString(fuzz.below(Integer.MAX_VALUE)), property);
    }

    @Test
    void whatIsProtectedOrPinnedStays() {
        check(seed -> {
            Run run = Run.of(seed, 1);
            assertThat(run.left())
                    .containsAll(run.before().tags().stream()
                            .filter(tag ->
                                    tag.pinned() || run.rules().stream().anyMatch(rule -> rule.protects(tag.tag())))
                            .map(tag -> tag.tag().value())
                            .toList());
            assertThat(run.after().manifests()).containsAll(run.before().pinned());
        });
    }

    @Test
    void theOrderOfRulesAndTagsMeansNothing() {
        check(seed -> {
            Run one = Run.of(seed, 1);
            Run other = Run.of(seed, 2);
            assertThat(one.left()).isEqualTo(other.left());
            assertThat(one.after().manifests()).isEqualTo(other.after().manifests());
        });
    }

    @Test
    void noChildOfAKeptIndexAndNoReferrerOfAKeptSubjectIsRemoved() {
        check(seed -> {
            Run run = Run.of(seed, 1);
            Set<Digest> left = run.after().manifests();
            run.before().children().forEach((parent, children) -> {
                if (left.contains(parent)) {
                    assertThat(left).containsAll(children);
                }
            });
            run.before().subjects().forEach((referrer, subject) -> {
                if (left.contains(subject)) {
                    assertThat(left).contains(referrer);
                }
            });
        });
    }

    @Test
    void everyTagThatIsLeftHasItsManifest() {
        check(seed -> {
            Run run = Run.of(seed, 1);
            assertThat(run.after().manifests())
                    .containsAll(run.after().tags().stream()
                            .map(TaggedManifest::digest)
                            .toList());
        });
    }
}
