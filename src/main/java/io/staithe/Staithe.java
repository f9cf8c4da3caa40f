package io.staithe;

import io.staithe.admin.Tool;
import io.staithe.ops.PreparedContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the registry. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class Staithe {

    public static void main(String[] arguments) {
        if (Tool.isMeant(arguments)) {
            System.exit(Tool.run(arguments));
        }
        SpringApplication application = new SpringApplication(Staithe.class);
        application.addListeners(new PreparedContext());
        application.run(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Unpredictable, since it names upload sessions. */
    @Bean
    RandomGenerator random() {
        return new SecureRandom();
    }
}
