package io.staithe.quota;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.QuotaAccounts.Account;
import io.staithe.metadata.QuotaDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is used of quotas, asked of the database once in a while however often somebody scrapes. Thread-safe. */
final class QuotaGauges {

    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Quotas quotas;
    private long askedAt;
    private @Nullable Map<String, Account> accounts;

    private QuotaGauges(Quotas quotas) {
        this.quotas = quotas;
    }

    static void register(Quotas quotas, List<QuotaDefinition> configured, MeterRegistry meters) {
        QuotaGauges gauges = new QuotaGauges(quotas);
        for (QuotaDefinition quota : configured) {
            gauges.register(quota.name(), "bytes", quota.bytes(), Amounts::bytes, meters);
            gauges.register(quota.name(), "repositories", quota.repositories(), Amounts::repositories, meters);
            gauges.register(quota.name(), "tags", quota.tags(), Amounts::tags, meters);
        }
    }

    private void register(
            String quota, String kind, @Nullable Long limit, ToDoubleFunction<Amounts> part, MeterRegistry meters) {
        gauge("staithe.quota.used", "What is used of a quota", quota, kind, meters, a -> part.applyAsDouble(a.used()));
        gauge(
                "staithe.quota.difference",
                "By how much the account of a quota was more than the rows at the last recount",
                quota,
                kind,
                meters,
                account -> part.applyAsDouble(account.difference()));
        if (limit != null) {
            gauge("staithe.quota.limit", "What a quota allows", quota, kind, meters, account -> limit);
        }
    }

    private void gauge(
            String name,
            String description,
            String quota,
            String kind,
            MeterRegistry meters,
            ToDoubleFunction<Account> value) {
        Gauge.builder(name, this, gauges -> gauges.value(quota, value))
                .description(description)
                .tag("quota", quota)
                .tag("kind", kind)
                .strongReference(true)
                .register(meters);
    }

    private synchronized double value(String quota, ToDoubleFunction<Account> value) {
        Map<String, Account> known = accounts;
        if (known == null || System.nanoTime() - askedAt > FRESH.toNanos()) {
            known = quotas.all().stream()
                    .collect(Collectors.toMap(account -> account.definition().name(), account -> account));
            accounts = known;
            askedAt = System.nanoTime();
        }
        Account account = known.get(quota);
        return account == null ? Double.NaN : value.applyAsDouble(account);
    }
}
