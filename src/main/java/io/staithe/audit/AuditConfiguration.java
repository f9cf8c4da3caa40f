package io.staithe.audit;

import io.staithe.database.Database;
import java.time.Clock;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    AuditTrail auditTrail(Database database, Clock clock, AuditProperties properties) {
        AuditTrail trail = new AuditTrail(database, clock, properties.keep());
        trail.start();
        return trail;
    }
}
