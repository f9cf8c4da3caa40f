package io.staithe.scrub;

import io.staithe.blobstore.BlobContent;
import io.staithe.blobstore.BlobStore;
import io.staithe.blobstore.StorageKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Lets the bytes under some keys be there, and every read of them fail. */
public final class BadSectors implements BeanPostProcessor {

    static final String ERROR = "Input/output error";

    private volatile Set<StorageKey> keys = Set.of();
    private volatile Supplier<IOException> failure = () -> new IOException(ERROR);

    void under(Set<StorageKey> bad) {
        under(bad, () -> new IOException(ERROR));
    }

    void under(Set<StorageKey> bad, Supplier<IOException> error) {
        failure = error;
        keys = bad;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof BlobStore store ? faulty(store) : bean;
    }

    private BlobStore faulty(BlobStore store) {
        return (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(store, arguments);
                        return result instanceof BlobContent content && keys.contains(arguments[0])
                                ? new Unreadable(content.size(), failure)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Bytes that nobody can read. */
    private record Unreadable(long size, Supplier<IOException> failure) implements BlobContent.Remote {

        @Override
        public InputStream read(long offset, long length) throws IOException {
            throw failure.get();
        }

        @Override
        public Optional<URI> link(Headers answer) {
            return Optional.empty();
        }
    }
}
