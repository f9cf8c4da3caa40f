package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.QuotaAccounts.Account;
import io.staithe.metadata.QuotaDefinition;
import io.staithe.quota.Quotas;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/quotas}: what repositories may hold together, and hold. */
@RestController
@RequestMapping(path = "/api/v1/quotas", produces = "application/json")
class QuotaResource {

    private final Quotas quotas;
    private final AuditTrail trail;

    QuotaResource(Quotas quotas, AuditTrail trail) {
        this.quotas = quotas;
        this.trail = trail;
    }

    /** What repositories hold together. */
    record ShownAmounts(long bytes, long repositories, long tags) {

        static ShownAmounts of(Amounts amounts) {
            return new ShownAmounts(amounts.bytes(), amounts.repositories(), amounts.tags());
        }
    }

    /** Limits; null where there is none. */
    record ShownLimits(
            @Nullable Long bytes,
            @Nullable Long repositories,
            @Nullable Long tags) {}

    /**
     * A quota.
     *
     * @param recountedAt when the account was last compared with what is stored
     * @param difference by how much the account was more than that; it should be nothing
     */
    record ShownQuota(
            String name,
            String pattern,
            ShownLimits limits,
            ShownAmounts used,
            @Nullable Instant recountedAt,
            ShownAmounts difference) {

        static ShownQuota of(Account account) {
            QuotaDefinition quota = account.definition();
            return new ShownQuota(
                    quota.name(),
                    quota.pattern(),
                    new ShownLimits(quota.bytes(), quota.repositories(), quota.tags()),
                    ShownAmounts.of(account.used()),
                    account.recountedAt().orElse(null),
                    ShownAmounts.of(account.difference()));
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list quotas, and what is used of them")
    @GetMapping
    ResponseEntity<Page<ShownQuota>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(
                quotas.all(),
                Page.Request.of(n, last),
                account -> account.definition().name(),
                ShownQuota::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see a quota")
    @GetMapping("/{name}")
    ShownQuota get(@PathVariable String name) {
        return quotas.find(name).map(ShownQuota::of).orElseThrow(() -> Problem.missing("quota of this name"));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "count what a quota is about anew, and mend its account")
    @PostMapping("/{name}/recount")
    ShownQuota recount(@PathVariable String name) {
        get(name); // nobody waits for the recount of a quota that is not there
        trail.writeAlone(
                () -> quotas.recount(name).orElseThrow(() -> Problem.missing("quota of this name")),
                difference -> trail.within(new AuditEvent("quota.recount", name, true, "it was off by " + difference)));
        return get(name);
    }
}
