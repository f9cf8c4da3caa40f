package io.staithe.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.staithe.database.Database;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.UnnamedManifest;
import io.staithe.metadata.LastPulls;
import io.staithe.metadata.LastPulls.Pulled;
import io.staithe.metadata.ManifestHead;
import io.staithe.metadata.Reviews;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Gives a client that was told of a manifest by its digest the time to name it: from the collector, which waits for the
 * review of a manifest, and from rules that expire what nothing has named or pulled for long. A database that cannot be
 * written to is no reason to refuse an answer. Thread-safe.
 */
final class ManifestGrace {

    private static final Logger log = LoggerFactory.getLogger(ManifestGrace.class);

    private static final int MOST_REMEMBERED = 10_000;

    private final Database database;
    private final Reviews reviews;
    private final Inventory inventory;
    private final LastPulls pulls;
    private final Duration half;

    /** What lasts for another half of the grace: a manifest that loses its last name is left alone for a whole one. */
    private final Cache<Pulled, Boolean> lasting;

    ManifestGrace(Database database, Reviews reviews, Inventory inventory, LastPulls pulls, Duration grace) {
        this.database = database;
        this.reviews = reviews;
        this.inventory = inventory;
        this.pulls = pulls;
        this.half = grace.dividedBy(2);
        this.lasting = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(half)
                .build();
    }

    /**
     * Renews the grace if little of it is left, so that a busy manifest does not cost a write for each pull.
     *
     * @return false if the collector has taken the review since: the manifest may be gone
     */
    boolean isRenewed(ManifestHead head) {
        return !head.dueSoon()
                || write(head, () -> reviews.renew(Reviews.Kind.MANIFEST, head.repository(), head.digest()));
    }

    /**
     * Makes sure that no rule expires the manifest right now; it counts as pulled if one might.
     *
     * @return false if it may have been too late for that
     */
    boolean lasts(ManifestHead head) {
        Pulled pulled = new Pulled(head.repository(), head.digest());
        if (lasting.getIfPresent(pulled) != null) {
            return true;
        }
        Optional<UnnamedManifest> unnamed = inventory.unnamed(head.repository(), head.digest());
        boolean expiring = unnamed.isPresent()
                && unnamed.get().since().isBefore(inventory.now().minus(half));
        boolean failed = expiring
                && write(head, () -> {
                    pulls.record(List.of(pulled));
                    return false;
                });
        if (!failed) {
            lasting.put(pulled, true);
        }
        return !expiring;
    }

    /** @return what the work says; true if nothing can be written */
    private boolean write(ManifestHead head, BooleanSupplier work) {
        try {
            return database.write(work::getAsBoolean);
        } catch (DataAccessException e) {
            log.warn("The grace of manifest {} could not be renewed: {}", head.digest(), e.getMessage());
            return true;
        }
    }
}
