package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.http.CallerAuthentication;
import io.staithe.metadata.Quarantine.Damaged;
import io.staithe.metadata.Verifications.Scope;
import io.staithe.metadata.Verifications.Verification;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.scrub.VerificationControl;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/verifications} and {@code /api/v1/quarantine}: whether stored content is what was pushed. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
class VerificationResource {

    private static final int NEWEST = 100;

    private final VerificationControl control;
    private final AuditTrail trail;

    VerificationResource(VerificationControl control, AuditTrail trail) {
        this.control = control;
        this.trail = trail;
    }

    /**
     * What is to be looked at: everything, a repository, or one blob or manifest.
     *
     * @param acceptMissing whether bytes count as lost even if most of all are
     */
    record Wanted(
            @Nullable String repository,
            @Nullable String digest,
            @Nullable Boolean acceptMissing) {}

    /**
     * A look through stored content.
     *
     * @param kind {@code schedule}, {@code request}, or {@code read} if a read found bytes lost
     * @param stopped why it ended before its end
     * @param total blobs and manifests to look at when it began
     * @param errors blobs that could not be read
     */
    record ShownVerification(
            long id,
            String kind,
            @Nullable String repository,
            @Nullable String digest,
            String askedBy,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String stopped,
            long total,
            long totalBytes,
            long checked,
            long checkedBytes,
            long damaged,
            long errors) {

        static ShownVerification of(Verification verification) {
            Digest digest = verification.scope().digest();
            return new ShownVerification(
                    verification.id(),
                    verification.kind().name().toLowerCase(Locale.ROOT),
                    verification.scope().repository(),
                    digest == null ? null : digest.toString(),
                    verification.by(),
                    verification.startedAt(),
                    verification.finishedAt().orElse(null),
                    verification.stopped().orElse(null),
                    verification.total().things(),
                    verification.total().bytes(),
                    verification.tally().checked(),
                    verification.tally().checkedBytes(),
                    verification.tally().damaged(),
                    verification.tally().errors());
        }
    }

    /** The newest looks first. */
    record ShownVerifications(List<ShownVerification> items) {}

    /**
     * Content that is not served.
     *
     * @param kind {@code blob} or {@code manifest}
     * @param where the storage key of a blob, the repository of a manifest
     * @param damage {@code corrupt}, {@code missing} or {@code unreadable}
     */
    record ShownDamage(
            String kind,
            String digest,
            long size,
            String where,
            String damage,
            String seen,
            Instant since,
            List<String> repositories) {

        static ShownDamage of(Damaged damaged) {
            return new ShownDamage(
                    damaged.kind(),
                    damaged.digest().toString(),
                    damaged.size(),
                    damaged.where(),
                    damaged.damage().name().toLowerCase(Locale.ROOT),
                    damaged.seen(),
                    damaged.since(),
                    damaged.repositories());
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "let stored content be compared with its digests")
    @PostMapping(path = "/verifications", consumes = "application/json")
    ResponseEntity<ShownVerification> start(@RequestBody Wanted wanted, HttpServletRequest request) {
        Scope scope = Scope.EVERYTHING;
        String target = "everything";
        if (wanted.digest() != null) {
            scope = Scope.of(Digest.parse(wanted.digest()));
            target = wanted.digest();
        } else if (wanted.repository() != null) {
            scope = Scope.of(RepositoryName.parse(wanted.repository()));
            target = wanted.repository();
        }
        boolean acceptsMissing = Boolean.TRUE.equals(wanted.acceptMissing());
        Verification started = control.start(scope, CallerAuthentication.who(request), acceptsMissing);
        trail.later(AuditEvent.done("verification.start", target));
        return ResponseEntity.accepted().body(ShownVerification.of(started));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see the newest looks through stored content")
    @GetMapping("/verifications")
    ShownVerifications list() {
        return new ShownVerifications(
                control.newest(NEWEST).stream().map(ShownVerification::of).toList());
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see how far a look through stored content is")
    @GetMapping("/verifications/{id}")
    ShownVerification one(@PathVariable long id) {
        return control.find(id)
                .map(ShownVerification::of)
                .orElseThrow(() -> Problem.missing("verification of this number"));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list content whose bytes are damaged")
    @GetMapping("/quarantine")
    ResponseEntity<Page<ShownDamage>> quarantine(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                control.quarantined(page.after(), page.rows()),
                page,
                damaged -> damaged.digest().toString(),
                ShownDamage::of);
    }
}
