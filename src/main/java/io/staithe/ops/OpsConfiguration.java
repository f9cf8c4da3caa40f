package io.staithe.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.AccessProperties;
import io.staithe.access.AccessState;
import io.staithe.blobstore.BlobStore;
import io.staithe.database.Database;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class OpsConfiguration {

    @Bean
    ProbeHealth storageHealthIndicator(BlobStore store, MeterRegistry meters) {
        ProbeHealth health = new ProbeHealth("storage", store::probe);
        Gauge.builder("staithe.storage.full", health, probed -> probed.isFull() ? 1 : 0)
                .description("Whether the storage had no room when readiness was asked last")
                .register(meters);
        return health;
    }

    @Bean
    ProbeHealth dbHealthIndicator(Database database) {
        return new ProbeHealth(
                "database",
                () -> database.sql()
                        .sql("SELECT count(*) FROM repository WHERE id = 0")
                        .query(Long.class)
                        .single());
    }

    @Bean
    Greeting greeting(WebServerApplicationContext server, Environment environment, AccessState access) {
        return new Greeting(server, environment, access);
    }

    @Bean
    ClientCertificateCheck clientCertificateCheck(AccessProperties access, SslBundles bundles) {
        return new ClientCertificateCheck(access, bundles);
    }
}
