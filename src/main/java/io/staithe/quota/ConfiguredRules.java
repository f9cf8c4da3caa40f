package io.staithe.quota;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.RepositoryPattern;
import io.staithe.metadata.QuotaDefinition;
import io.staithe.metadata.QuotaRules;
import io.staithe.oci.RepositoryName;
import java.util.List;

/** What the accounts ask of the configuration. Thread-safe. */
final class ConfiguredRules implements QuotaRules {

    private final boolean any;
    private final MeterRegistry meters;

    ConfiguredRules(List<QuotaDefinition> quotas, MeterRegistry meters) {
        this.any = !quotas.isEmpty();
        this.meters = meters;
        quotas.forEach(quota -> refusals(quota.name()));
    }

    private Counter refusals(String quota) {
        return Counter.builder("staithe.quota.refusals")
                .description("Pushes that were refused since there was no room")
                .tag("quota", quota)
                .register(meters);
    }

    @Override
    public boolean any() {
        return any;
    }

    @Override
    public boolean matches(String pattern, RepositoryName repository) {
        return RepositoryPattern.parse(pattern)
                .filter(parsed -> parsed.matches(repository))
                .isPresent();
    }

    @Override
    public void refused(String quota) {
        refusals(quota).increment();
    }
}
