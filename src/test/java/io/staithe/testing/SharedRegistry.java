package io.staithe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;

/**
 * Hands tests a registry that all of them share, as a {@link TestRegistry} or a {@link RegistryClient}. Tests use
 * repositories and contents of their own, see {@link Samples}.
 */
public final class SharedRegistry implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestRegistry.class || type == RegistryClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestRegistry registry = context.getRoot()
                .getStore(Namespace.create(SharedRegistry.class))
                .computeIfAbsent(Running.class, key -> new Running(), Running.class)
                .registry;
        return parameter.getParameter().getType() == TestRegistry.class ? registry : registry.client();
    }

    /** Closed by JUnit after the last test. */
    private static final class Running implements AutoCloseable {

        private final Path data = folder();
        private final TestRegistry registry = TestRegistry.start(data);

        private static Path folder() {
            try {
                return Files.createTempDirectory("staithe-shared");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            registry.close();
            FileSystemUtils.deleteRecursively(data);
        }
    }
}
