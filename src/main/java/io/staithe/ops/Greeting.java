package io.staithe.ops;

import io.staithe.access.AccessState;
import io.staithe.access.ListenAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says what to type next. */
final class Greeting implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger("io.staithe.Staithe");

    /** Where a certificate can come from. */
    private static final List<String> SSL =
            List.of("server.ssl.bundle", "server.ssl.certificate", "server.ssl.key-store");

    private final WebServerApplicationContext server;
    private final Environment environment;
    private final AccessState access;

    Greeting(WebServerApplicationContext server, Environment environment, AccessState access) {
        this.server = server;
        this.environment = environment;
        this.access = access;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        int port = server.getWebServer() == null ? 0 : server.getWebServer().getPort();
        String address = environment.getProperty("server.address", "");
        log.info(
                "Staithe keeps {} and serves {}://{}:{}. Next: {}docker tag app:1 localhost:{}/app:1 &&"
                        + " docker push localhost:{}/app:1",
                Places.of(environment),
                encrypted() ? "https" : "http",
                address.isEmpty() ? "0.0.0.0" : address,
                port,
                access.directory().open() ? "" : "docker login localhost:" + port + " && ",
                port,
                port);
        warnOfOpenness(new ListenAddress(address));
    }

    private boolean encrypted() {
        return SSL.stream().anyMatch(environment::containsProperty);
    }

    private void warnOfOpenness(ListenAddress address) {
        if (access.directory().open()) {
            log.info("Whoever reaches this port may pull, push and delete, since only this machine does and no access"
                    + " was configured: see staithe.access in docs/configuration.md");
        } else if (!address.isLoopback() && access.directory().everybodyMayPush()) {
            log.warn("Whoever reaches this port may push, without credentials: staithe.access gives anonymous the role"
                    + " push on all repositories");
        }
        if (!address.isLoopback() && !encrypted()) {
            log.warn("Passwords cross the network in the clear unless a proxy adds TLS, and docker refuses to log in to"
                    + " other machines without it: see TLS in docs/security.md");
        }
    }
}
