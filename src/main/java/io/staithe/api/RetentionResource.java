package io.staithe.api;

import io.staithe.access.Rights;
import io.staithe.api.Asks.Right;
import io.staithe.http.CallerAuthentication;
import io.staithe.metadata.Inventory.Exclusive;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import io.staithe.retention.Confirmations;
import io.staithe.retention.Hold;
import io.staithe.retention.RetentionPlan;
import io.staithe.retention.RetentionPlans;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/retention}: what the rules would remove, and the word that they may. */
@RestController
@RequestMapping(path = "/api/v1/retention", produces = "application/json")
class RetentionResource {

    private final RetentionPlans plans;
    private final Confirmations confirmations;

    RetentionResource(RetentionPlans plans, Confirmations confirmations) {
        this.plans = plans;
        this.confirmations = confirmations;
    }

    /**
     * How much goes. Sizes are in bytes.
     *
     * @param goingManifests with or without tags
     * @param exclusiveBytes of blobs that nothing else in the repository needs
     * @param freedBytes of these, what no other repository has either; null for who may not manage the registry, whom the
     *     content of other repositories is none of his business
     * @param whole false if more goes than was counted for {@code goingManifests} and the bytes
     * @param share of the repository that goes, in percent
     * @param state {@code nothing}, {@code new} (the rules that take something are too new), {@code confirmation} (somebody
     *     has to confirm it) or {@code next_run}
     * @param from when the first of the rules removes something; null if that is not known yet
     */
    record ShownSummary(
            long tags,
            long manifests,
            long goingTags,
            long goingManifests,
            long exclusiveBytes,
            @Nullable Long freedBytes,
            boolean whole,
            int share,
            String state,
            @Nullable Instant from) {

        static ShownSummary of(RetentionPlan.Summary summary, boolean manages) {
            return new ShownSummary(
                    summary.tags(),
                    summary.manifests(),
                    summary.goingTags(),
                    summary.goingManifests(),
                    summary.bytes().inRepository(),
                    freed(summary.bytes(), manages),
                    summary.isWhole(),
                    summary.share(),
                    summary.state().name().toLowerCase(Locale.ROOT),
                    summary.from().orElse(null));
        }
    }

    /**
     * A tag, or a manifest that nothing names.
     *
     * @param kind {@code tag} or {@code manifest}
     * @param at when the tag was set, or since when nothing names the manifest
     * @param exclusiveBytes by removing this alone; of a manifest with several tags at the first of them
     * @param freedBytes as in the summary
     */
    record ShownItem(
            String kind,
            String reference,
            String digest,
            boolean goes,
            String reason,
            Instant at,
            @Nullable Instant pulledAt,
            long exclusiveBytes,
            @Nullable Long freedBytes) {

        static ShownItem of(RetentionPlan.Item item, boolean manages) {
            return new ShownItem(
                    item.reference() instanceof Tag ? "tag" : "manifest",
                    item.reference().toString(),
                    item.digest().toString(),
                    item.goes(),
                    item.reason(),
                    item.at(),
                    item.pulledAt().orElse(null),
                    item.bytes().inRepository(),
                    freed(item.bytes(), manages));
        }
    }

    /**
     * What the rules say of a repository as it is now.
     *
     * @param summary on the first page
     * @param next the value of {@code last} for the page after this one; null at the end of the list
     */
    record ShownRetentionPlan(
            String repository,
            @Nullable ShownSummary summary,
            List<ShownItem> items,
            @Nullable String next) {

        static ShownRetentionPlan of(RetentionPlan plan, boolean manages) {
            return new ShownRetentionPlan(
                    plan.repository().value(),
                    plan.summary()
                            .map(summary -> ShownSummary.of(summary, manages))
                            .orElse(null),
                    plan.items().stream()
                            .map(item -> ShownItem.of(item, manages))
                            .toList(),
                    plan.next().orElse(null));
        }
    }

    /**
     * A repository of which so much would go that it waits.
     *
     * @param tags that would go
     * @param manifests that would go and have no tags
     * @param share of the repository, in percent
     * @param confirmedBy null as long as it waits
     */
    record ShownHold(
            String repository,
            long tags,
            long manifests,
            int share,
            Instant at,
            @Nullable String confirmedBy,
            @Nullable Instant confirmedAt) {

        static ShownHold of(Hold hold) {
            return new ShownHold(
                    hold.repository().value(),
                    hold.tags(),
                    hold.manifests(),
                    hold.share(),
                    hold.at(),
                    hold.confirmation().map(Hold.Confirmation::by).orElse(null),
                    hold.confirmation().map(Hold.Confirmation::at).orElse(null));
        }
    }

    record Confirmed(@Nullable String repository) {}

    private static @Nullable Long freed(Exclusive bytes, boolean manages) {
        return manages ? bytes.everywhere() : null;
    }

    @Asks(
            value = Right.SUBJECT,
            to = "try the retention rules on a repository that one maintains, without removing anything")
    @GetMapping("/plan")
    ShownRetentionPlan plan(
            @RequestParam String repository,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last,
            Rights rights) {
        RepositoryName name = Maintainers.require(repository, rights);
        Page.Request page = Page.Request.of(n, last);
        return ShownRetentionPlan.of(
                plans.plan(name, all, page.after(), page.limit()), ApiDoor.isAdministrator(rights));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list repositories in which retention waits for a confirmation")
    @GetMapping("/waiting")
    ResponseEntity<Page<ShownHold>> waiting(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                confirmations.page(page.after(), page.rows()),
                page,
                hold -> hold.repository().value(),
                ShownHold::of);
    }

    @Asks(
            value = Right.SUBJECT,
            to = "let retention remove what it takes from a repository that one maintains, in its next run")
    @PostMapping(path = "/confirmations", consumes = "application/json")
    ShownHold confirm(@RequestBody Confirmed body, HttpServletRequest request, Rights rights) {
        RepositoryName name = Maintainers.require(Required.property("repository", body.repository()), rights);
        return confirmations
                .confirm(name, CallerAuthentication.who(request))
                .map(ShownHold::of)
                .orElseThrow(() -> Problem.missing("removal that waits in this repository"));
    }
}
