package io.staithe.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.staithe.database.Database;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    ListenAddress listenAddress(@Value("${server.address:}") String address) {
        return new ListenAddress(address);
    }

    @Bean
    Changes changes(Database database) {
        return new Changes(database);
    }

    @Bean
    Accounts accounts(Database database, AccessTokens tokens, RandomGenerator random) {
        return new Accounts(database, tokens, random);
    }

    @Bean
    StoredRules storedRules(Database database) {
        return new StoredRules(database);
    }

    @Bean
    StoredGroups storedGroups(Database database) {
        return new StoredGroups(database);
    }

    @Bean
    AccessTokens accessTokens(Database database, Changes changes, Clock clock, RandomGenerator random) {
        return new AccessTokens(database, changes, clock, random);
    }

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    @Bean
    Administrator administrator(
            Accounts accounts, StoredRules rules, Changes changes, Passwords passwords, RandomGenerator random) {
        return new Administrator(accounts, rules, changes, passwords, random);
    }

    @Bean
    @DependsOnDatabaseInitialization
    AccessState accessState(
            Database database,
            Accounts accounts,
            StoredRules rules,
            StoredGroups groups,
            AccessTokens tokens,
            Changes changes,
            Administrator administrator,
            AccessProperties properties,
            ListenAddress address,
            Clock clock,
            MeterRegistry meters) {
        if (properties.adminPassword() != null) {
            administrator.ensure(properties.adminPassword());
        } else if (properties.isEmpty() && !address.isLoopback()) {
            administrator.createFirst();
        }
        StoredAccess stored = new StoredAccess(database, accounts, rules, groups, tokens, changes);
        AccessState state = new AccessState(stored, properties, properties.isEmpty() && address.isLoopback(), clock);
        state.watch(properties.refresh());
        TimeGauge.builder(
                        "staithe.access.age",
                        state,
                        TimeUnit.MILLISECONDS,
                        known -> known.age().toMillis())
                .description("Time since accounts and rules were known to be up to date")
                .register(meters);
        return state;
    }

    @Bean
    ManagedAccounts managedAccounts(
            AccessState state,
            Accounts accounts,
            StoredGroups groups,
            StoredRules rules,
            AccessTokens tokens,
            Passwords passwords,
            AccessProperties properties) {
        return new ManagedAccounts(
                state, accounts, groups, rules, tokens, passwords, properties.adminPassword() != null);
    }

    @Bean
    ManagedGroups managedGroups(AccessState state, StoredGroups groups, StoredRules rules) {
        return new ManagedGroups(state, groups, rules);
    }

    @Bean
    ManagedRules managedRules(AccessState state, StoredRules rules) {
        return new ManagedRules(state, rules);
    }

    @Bean
    ManagedTokens managedTokens(AccessState state, AccessTokens tokens, AccessProperties properties, Clock clock) {
        return new ManagedTokens(state, tokens, properties.tokensPerOwner(), clock);
    }

    @Bean
    Logins logins(
            AccessState state,
            AccessTokens tokens,
            Passwords passwords,
            AccessProperties properties,
            Clock clock,
            RandomGenerator random) {
        LoginLimits limits = new LoginLimits(properties.failuresPerAddress(), properties.failuresPerAccount(), clock);
        WorkloadIdentity workloads = new WorkloadIdentity(TrustedIssuer.all(properties.issuers()));
        return new Logins(state, tokens, passwords, workloads, limits, properties, clock, random);
    }

    @Bean
    CertificateIdentity certificateIdentity(AccessProperties properties, Clock clock) {
        return new CertificateIdentity(TrustedCertificate.all(properties.certificates()), clock);
    }
}
