package io.staithe.testing;

import io.staithe.Staithe;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole registry in this process, on free ports. */
public final class TestRegistry implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private TestRegistry(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts on a data folder.
     *
     * @param settings as {@code name=value}
     */
    public static TestRegistry start(Path data, String... settings) {
        return startWith(List.of(), data, settings);
    }

    /** @param parts classes that become beans beside those of the registry */
    public static TestRegistry startWith(List<Class<?>> parts, Path data, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--staithe.data=" + data,
                "--staithe.http.access-log=false",
                "--logging.level.root=warn"));
        if (Arrays.stream(settings).noneMatch(setting -> setting.startsWith("spring.datasource.url="))) {
            Shape.current().settings(data).forEach(setting -> arguments.add("--" + setting));
        }
        for (String setting : settings) {
            String name = "--" + setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(other -> other.startsWith(name));
            arguments.add("--" + setting);
        }
        SpringApplication application = new SpringApplication(Staithe.class);
        application.addPrimarySources(parts);
        return new TestRegistry(LoggingInTurn.run(application, arguments.toArray(String[]::new)));
    }

    public int port() {
        WebServerApplicationContext server = (WebServerApplicationContext) context;
        return server.getWebServer() == null ? -1 : server.getWebServer().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public RegistryClient client() {
        return new RegistryClient("http://127.0.0.1:" + port());
    }

    /** A bean of the running registry, for what no request shows. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** All of them. */
    public BeanFactory beans() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
