package io.staithe.quota;

import io.staithe.manifest.PushNote;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.QuotaAccounts;
import io.staithe.metadata.QuotaAccounts.Account;
import io.staithe.metadata.QuotaCounts;
import io.staithe.metadata.QuotaDefinition;
import io.staithe.metadata.Repositories;
import io.staithe.oci.RepositoryName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quotas that are in force, with what is used of them. Thread-safe. */
public final class Quotas implements PushNote {

    private static final Logger log = LoggerFactory.getLogger(Quotas.class);

    /** From here on clients are warned, in hundredths. */
    private static final int WARNED_FROM = 90;

    private final QuotaAccounts accounts;
    private final QuotaCounts counts;
    private final Repositories repositories;
    private final List<QuotaDefinition> configured;

    Quotas(QuotaAccounts accounts, QuotaCounts counts, Repositories repositories, List<QuotaDefinition> configured) {
        this.accounts = accounts;
        this.counts = counts;
        this.repositories = repositories;
        this.configured = configured;
    }

    /** Makes what is configured hold, before anybody can push to this node. */
    void start() {
        long began = System.nanoTime();
        int counted = counts.define(configured);
        if (counted > 0) {
            log.info(
                    "{} new or changed quotas were counted in {} ms",
                    counted,
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
        }
    }

    /** By name. */
    public List<Account> all() {
        return accounts.all();
    }

    public Optional<Account> find(String name) {
        return all().stream()
                .filter(account -> account.definition().name().equals(name))
                .findFirst();
    }

    /**
     * Makes the account of a quota what the rows say; pushes wait meanwhile. The first that its transaction does.
     *
     * @return by how much the account was more; empty if there is no such quota
     */
    public Optional<Amounts> recount(String name) {
        return counts.mend(name);
    }

    /** Says of which limits nine tenths are used. */
    @Override
    public Optional<String> of(RepositoryName repository) {
        if (configured.isEmpty()) {
            return Optional.empty();
        }
        String text = repositories.find(repository).map(accounts::of).orElse(List.of()).stream()
                .flatMap(Quotas::warnings)
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Stream<String> warnings(Account account) {
        QuotaDefinition quota = account.definition();
        Amounts used = account.used();
        return Stream.of(
                        warning(quota.name(), "bytes", used.bytes(), quota.bytes()),
                        warning(quota.name(), "repositories", used.repositories(), quota.repositories()),
                        warning(quota.name(), "tags", used.tags(), quota.tags()))
                .flatMap(Optional::stream);
    }

    private static Optional<String> warning(String name, String what, long used, @Nullable Long limit) {
        return limit == null || limit == 0 || used < limit / 100.0 * WARNED_FROM
                ? Optional.empty()
                : Optional.of("%d %% of the %s of the quota '%s' are used".formatted(used * 100 / limit, what, name));
    }
}
