package io.staithe.ops;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says what to type next. */
final class Greeting implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger("io.staithe.Staithe");

    private final WebServerApplicationContext server;
    private final Environment environment;

    Greeting(WebServerApplicationContext server, Environment environment) {
        this.server = server;
        this.environment = environment;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        int port = server.getWebServer() == null ? 0 : server.getWebServer().getPort();
        log.info(
                "Staithe keeps its data in {} and serves http://{}:{}. Next: docker tag app:1 localhost:{}/app:1 &&"
                        + " docker push localhost:{}/app:1",
                environment.getProperty("staithe.data"),
                environment.getProperty("server.address"),
                port,
                port,
                port);
        if (!isLoopback(environment.getProperty("server.address", ""))) {
            log.warn("server.address is not a loopback address and there is no access control yet: "
                    + "whoever reaches this port can pull, push and delete");
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
