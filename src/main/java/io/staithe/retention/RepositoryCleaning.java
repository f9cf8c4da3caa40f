package io.staithe.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.gc.BackgroundTask.Steps;
import io.staithe.gc.Pace;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Inventory.UnnamedManifest;
import io.staithe.oci.Digest;
import io.staithe.oci.RegistryException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Applies rules to one repository: counts what would go, and removes it if that is not too much. What is pushed meanwhile
 * is newer than all that was seen, so it makes nothing go that should stay. Used by one thread.
 */
final class RepositoryCleaning {

    private static final Logger log = LoggerFactory.getLogger(RepositoryCleaning.class);

    private final Inventory inventory;
    private final RepositoryReader reader;
    private final Holds holds;
    private final Removals removals;
    private final Pace pace;
    private final int maxShare;
    private final Counter tags;
    private final Counter manifests;

    RepositoryCleaning(
            Inventory inventory,
            RepositoryReader reader,
            Holds holds,
            Removals removals,
            Pace pace,
            int maxShare,
            MeterRegistry meters) {
        this.inventory = inventory;
        this.reader = reader;
        this.holds = holds;
        this.removals = removals;
        this.pace = pace;
        this.maxShare = maxShare;
        this.tags = counter(meters, "tag");
        this.manifests = counter(meters, "manifest");
    }

    private static Counter counter(MeterRegistry meters, String kind) {
        return Counter.builder("staithe.retention.removed")
                .description("What retention removed")
                .tag("kind", kind)
                .register(meters);
    }

    /** What came of a repository. */
    enum Outcome {
        DONE,
        /** It may not go on. */
        STOPPED,
        /** Something could not be removed, and is tried again. */
        FAILED
    }

    /** @param fingerprint of the rules that are about the repository */
    Outcome clean(Removals.Order order, String fingerprint, Steps steps) {
        if (!reader.show(order.repository(), order.evaluation(), steps::mayGoOn)) {
            return Outcome.STOPPED;
        }
        Count count = new Count();
        if (!each(order, tag -> ++count.tags > 0, manifest -> ++count.manifests > 0, steps)) {
            return Outcome.STOPPED;
        }
        if (count.tags + count.manifests > 0) {
            Share share = Share.of(count.tags, count.manifests, inventory.size(order.repository()));
            if (share.exceeds(maxShare) && !holds.isConfirmed(order.repository(), fingerprint)) {
                hold(order, fingerprint, count, share);
                return Outcome.DONE;
            }
            Outcome outcome = remove(order, steps);
            if (outcome != Outcome.DONE) {
                return outcome;
            }
        }
        if (holds.has(order.repository())) {
            holds.remove(order.repository());
        }
        return Outcome.DONE;
    }

    private static final class Count {
        private long tags;
        private long manifests;
        private boolean failed;
    }

    /** Goes through all that is taken now, as long as the visitors want more. @return whether it came to the end */
    private boolean each(
            Removals.Order order, Predicate<TaggedManifest> tags, Predicate<UnnamedManifest> manifests, Steps steps) {
        Evaluation evaluation = order.evaluation();
        return reader.tags(
                        order.repository(),
                        "",
                        tag -> !isTaken(order, evaluation.judge(tag)) || tags.test(tag),
                        steps::mayGoOn)
                && reader.unnamed(
                        order.repository(),
                        "",
                        manifest -> !isTaken(order, evaluation.judge(manifest)) || manifests.test(manifest),
                        steps::mayGoOn);
    }

    private static boolean isTaken(Removals.Order order, Verdict verdict) {
        return verdict instanceof Verdict.Taken taken
                && taken.by(order.mayTake()).isPresent();
    }

    private void hold(Removals.Order order, String fingerprint, Count count, Share share) {
        holds.put(order.repository(), fingerprint, count.tags, count.manifests, share.percent());
        log.warn(
                "Retention would remove {} tags and {} untagged manifests of {}, {} percent: it waits until somebody"
                        + " confirms it, see 'staithe retention waiting'",
                count.tags,
                count.manifests,
                order.name(),
                share.percent());
    }

    private Outcome remove(Removals.Order order, Steps steps) {
        Count count = new Count();
        boolean whole = each(
                order,
                tag -> count(count, tag.digest(), () -> removals.tagged(order, tag.digest()), steps),
                manifest -> count(count, manifest.digest(), () -> removals.unnamed(order, manifest.digest()), steps),
                steps);
        return count.failed ? Outcome.FAILED : whole ? Outcome.DONE : Outcome.STOPPED;
    }

    /** @return false if it may not go on */
    private boolean count(Count count, Digest digest, Supplier<Removal> work, Steps steps) {
        if (!pace.await(1, steps::mayGoOn)) {
            return false;
        }
        try {
            Removal removal = work.get();
            if (!removal.isEmpty()) {
                tags.increment(removal.tags().size());
                manifests.increment(removal.manifests().size());
                steps.done();
            }
        } catch (DataAccessException | RegistryException e) {
            count.failed = true;
            log.warn("{} could not be removed, will try again: {}", digest, e.getMessage());
        }
        return true;
    }
}
