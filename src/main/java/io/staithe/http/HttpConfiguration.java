package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.AccessState;
import io.staithe.access.Logins;
import io.staithe.audit.AuditTrail;
import io.staithe.blob.BlobLinks;
import io.staithe.blob.BlobPulls;
import io.staithe.blob.BlobUploads;
import io.staithe.manifest.Listings;
import io.staithe.manifest.ManifestDeletions;
import io.staithe.manifest.ManifestProperties;
import io.staithe.manifest.ManifestPulls;
import io.staithe.manifest.ManifestPushes;
import io.staithe.manifest.PushNote;
import io.staithe.manifest.Referrers;
import io.staithe.token.PublishedKeys;
import io.staithe.token.TokenIssuer;
import java.util.Map;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    private static final String KEYS_PATH = "/.well-known/jwks.json";

    @Bean
    RegistryHandler registryHandler(
            BlobPulls blobPulls,
            BlobUploads blobUploads,
            BlobLinks blobLinks,
            ManifestPulls manifestPulls,
            ManifestPushes manifestPushes,
            ManifestDeletions manifestDeletions,
            ManifestProperties manifestProperties,
            Listings listings,
            Referrers referrers,
            HttpProperties properties,
            FailureHandler failures,
            AuditTrail trail,
            PushNote note,
            MeterRegistry meters) {
        BlobSender sender = new BlobSender(properties.sendfile(), bytes(meters, "sent"));
        LargeBodies bodies =
                new LargeBodies(manifestProperties.largeAtOnce(), manifestProperties.largeTimeout(), System::nanoTime);
        ManifestRequest requests =
                new ManifestRequest((int) manifestProperties.maxSize().toBytes(), bodies);
        return new RegistryHandler(
                new BlobHandler(blobPulls, blobLinks, sender, trail),
                new UploadHandler(blobUploads, blobLinks, note, bytes(meters, "received")),
                new ManifestHandler(manifestPulls, manifestPushes, manifestDeletions, requests, trail, note),
                new ListHandler(listings, referrers),
                new DiscoveryHandler(listings),
                failures);
    }

    @Bean
    FailureHandler failureHandler() {
        return new FailureHandler();
    }

    @Bean
    TokenHandler tokenHandler(
            AccessState state,
            Logins logins,
            TokenIssuer issuer,
            Challenges challenges,
            FailureHandler failures,
            AuditedLogins audits) {
        return new TokenHandler(state, logins, issuer, challenges, failures, audits);
    }

    /** What tokens can be verified with. */
    @Bean
    HttpRequestHandler publishedKeysHandler(PublishedKeys keys) {
        return (request, response) -> {
            response.setHeader("Cache-Control", "max-age=60");
            Answers.body(
                    response, 200, "application/jwk-set+json", keys.document().getBytes(UTF_8));
        };
    }

    private static Counter bytes(MeterRegistry meters, String direction) {
        return Counter.builder("staithe.blob.bytes")
                .description("Bytes of blobs that clients sent or were sent")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(meters);
    }

    @Bean
    SimpleUrlHandlerMapping registryMapping(
            TokenHandler tokens, @Qualifier("publishedKeysHandler") HttpRequestHandler publishedKeys) {
        return new SimpleUrlHandlerMapping(
                Map.of(TokenHandler.PATH, tokens, KEYS_PATH, publishedKeys), Ordered.HIGHEST_PRECEDENCE);
    }

    /**
     * Nothing that Spring MVC prepares for a request is used below {@code /v2/}. The server makes its filters while it
     * starts, and would bury in its own words why a database or a store cannot be used.
     */
    @Bean
    FilterRegistrationBean<RegistryFilter> registryFilter(ObjectProvider<RegistryHandler> registry) {
        FilterRegistrationBean<RegistryFilter> registration =
                new FilterRegistrationBean<>(new RegistryFilter(SingletonSupplier.of(registry::getObject)));
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        return registration;
    }

    /** Nothing here asks for the request of its thread. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> requestContextFilter() {
        FilterRegistrationBean<RequestContextFilter> registration =
                new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RequestLog> requestLog(HttpProperties properties) {
        FilterRegistrationBean<RequestLog> registration =
                new FilterRegistrationBean<>(new RequestLog(properties.accessLog()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** In the place of Tomcat's page and of Spring's, so that there is one document for all errors. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> registryErrorReport() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.getPipeline().addValve(new RegistryErrorReport());
                host.setErrorReportValveClass(RegistryErrorReport.class.getName());
            }
        });
    }

    /** A client that asks before it sends a body is told to go on once the body is wanted, not before it may be refused. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnRead() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
                protocol.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
            }
        });
    }

    @Bean
    RegistryObservationConvention registryObservationConvention() {
        return new RegistryObservationConvention();
    }
}
