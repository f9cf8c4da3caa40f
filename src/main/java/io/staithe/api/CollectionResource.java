package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.gc.Explanations;
import io.staithe.gc.Explanations.Explanation;
import io.staithe.oci.Reference;
import io.staithe.oci.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/gc}: why content is kept, and what will be collected. */
@RestController
@RequestMapping(path = "/api/v1/gc", produces = "application/json")
class CollectionResource {

    private static final int MOST_REPOSITORIES = 1000;

    private final Explanations explanations;

    CollectionResource(Explanations explanations) {
        this.explanations = explanations;
    }

    /**
     * What keeps content.
     *
     * @param of the digest that it keeps
     * @param kind {@code tag}, {@code index}, {@code subject}, {@code manifest}, {@code pin} or {@code trash}
     * @param by a tag or a digest
     */
    record ShownReason(String of, String kind, String by) {}

    /**
     * Why content is there.
     *
     * @param what {@code manifest}, {@code blob} or {@code trash}
     * @param goesAt when it goes at the earliest; null if it does not
     * @param advice what would change that
     */
    record ShownExplanation(
            String digest,
            String what,
            List<ShownReason> keptBy,
            @Nullable Instant goesAt,
            List<String> advice) {

        static ShownExplanation of(Explanation explanation) {
            return new ShownExplanation(
                    explanation.digest().toString(),
                    explanation.what().name().toLowerCase(Locale.ROOT),
                    explanation.keptBy().stream()
                            .map(reason -> new ShownReason(
                                    reason.of().toString(),
                                    reason.by().kind().name().toLowerCase(Locale.ROOT),
                                    reason.by().name()))
                            .toList(),
                    explanation.goesAt().orElse(null),
                    explanation.advice());
        }
    }

    /** What goes from one repository. Sizes are in bytes. */
    record ShownPlanned(
            String repository,
            long manifests,
            long blobs,
            long blobBytes,
            long freedBytes,
            Instant first,
            Instant last) {}

    /**
     * What will be collected.
     *
     * @param waitingKeys stored objects that no row needs any more
     * @param waitingBytes their bytes
     */
    record ShownPlan(List<ShownPlanned> repositories, long waitingKeys, long waitingBytes) {}

    @Asks(value = Right.ADMINISTRATOR, to = "ask what keeps a tag, a manifest or a blob, or when it goes")
    @GetMapping("/why")
    ShownExplanation why(@RequestParam String repository, @RequestParam String reference) {
        return ShownExplanation.of(explanations.why(RepositoryName.parse(repository), Reference.parse(reference)));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see what will be collected if nothing happens any more")
    @GetMapping("/plan")
    ShownPlan plan() {
        Explanations.Plan plan = explanations.plan(MOST_REPOSITORIES);
        return new ShownPlan(
                plan.repositories().stream()
                        .map(planned -> new ShownPlanned(
                                planned.repository().value(),
                                planned.manifests(),
                                planned.blobs(),
                                planned.blobBytes(),
                                planned.freedBytes(),
                                planned.first(),
                                planned.last()))
                        .toList(),
                plan.waiting().keys(),
                plan.waiting().bytes());
    }
}
