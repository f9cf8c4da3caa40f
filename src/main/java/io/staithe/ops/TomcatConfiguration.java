package io.staithe.ops;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

    private final AtomicReference<@Nullable DrainableProtocol> protocol = new AtomicReference<>();

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> drainableProtocol() {
        return factory -> {
            factory.setProtocol(DrainableProtocol.class.getName());
            factory.addConnectorCustomizers(remember(), new Http2Defaults());
        };
    }

    private TomcatConnectorCustomizer remember() {
        return connector -> {
            if (connector.getProtocolHandler() instanceof DrainableProtocol drainable) {
                protocol.set(drainable);
            }
        };
    }

    @Bean
    DownloadDrain downloadDrain(@Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration grace) {
        return new DownloadDrain(
                () -> {
                    DrainableProtocol drainable = protocol.get();
                    return drainable == null ? 0 : drainable.downloadsInProgress();
                },
                grace);
    }
}
