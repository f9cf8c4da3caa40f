package io.staithe.quota;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.metadata.QuotaAccounts;
import io.staithe.metadata.QuotaCounts;
import io.staithe.metadata.QuotaRules;
import io.staithe.metadata.Repositories;
import io.staithe.metadata.TaskStates;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

    @Bean
    QuotaRules quotaRules(QuotasProperties properties, MeterRegistry meters) {
        return new ConfiguredRules(properties.definitions(), meters);
    }

    @Bean(initMethod = "start")
    @DependsOnDatabaseInitialization
    Quotas quotas(
            QuotaAccounts accounts,
            QuotaCounts counts,
            Repositories repositories,
            QuotasProperties properties,
            MeterRegistry meters) {
        Quotas quotas = new Quotas(accounts, counts, repositories, properties.definitions());
        QuotaGauges.register(quotas, properties.definitions(), meters);
        return quotas;
    }

    @Bean
    BackgroundTask quotaRecount(
            Database database, Quotas quotas, QuotaCounts counts, TaskStates states, RecountProperties properties) {
        return new QuotaRecount(database, quotas, counts, states, properties.recountInterval());
    }
}
