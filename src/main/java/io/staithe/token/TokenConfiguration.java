package io.staithe.token;

import io.staithe.access.AccessState;
import io.staithe.access.Changes;
import io.staithe.database.Database;
import java.time.Clock;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    SigningKeys signingKeys(
            Database database, Changes changes, AccessState state, TokenProperties properties, Clock clock) {
        SigningKeys keys = new SigningKeys(database, changes, properties, clock);
        keys.reload();
        state.whenChanged(keys::reload);
        return keys;
    }

    @Bean
    PublishedKeys publishedKeys(SigningKeys keys) {
        return keys::published;
    }

    @Bean
    TokenIssuer tokenIssuer(SigningKeys keys, TokenProperties properties, Clock clock) {
        return new TokenIssuer(keys, properties.lifetime(), clock);
    }

    @Bean
    TokenVerifier tokenVerifier(SigningKeys keys, Clock clock) {
        return new TokenVerifier(keys, clock);
    }
}
