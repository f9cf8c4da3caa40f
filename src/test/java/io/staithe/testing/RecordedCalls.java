package io.staithe.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.staithe.blobstore.BlobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Stands between the registry and its database and storage, and remembers what was asked of them. */
public final class RecordedCalls implements BeanPostProcessor {

    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<String> storageCalls = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> watcher = sql -> {};

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return switch (bean) {
            case HikariDataSource pool -> new RecordingPool(pool);
            case BlobStore store -> recording(BlobStore.class, store, storageCalls::add);
            default -> bean;
        };
    }

    public void forget() {
        statements.clear();
        storageCalls.clear();
    }

    /** Lets somebody see, or hold up, each statement right before it is run, on the thread that runs it. */
    public void watch(Consumer<String> statements) {
        watcher = statements;
    }

    /** Each statement that was run, as text. */
    public List<String> statements() {
        return List.copyOf(statements);
    }

    /** The name of each method of the store that was called. */
    public List<String> storageCalls() {
        return List.copyOf(storageCalls);
    }

    private final class RecordingPool extends HikariDataSource {

        private final HikariDataSource pool;

        private RecordingPool(HikariDataSource pool) {
            this.pool = pool;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = pool.getConnection();
            return proxy(Connection.class, (proxy, method, arguments) -> {
                Object result = call(connection, method, arguments);
                return result instanceof PreparedStatement statement && arguments[0] instanceof String sql
                        ? recording(PreparedStatement.class, statement, name -> {
                            if (name.startsWith("execute")) {
                                watcher.accept(sql);
                                statements.add(sql);
                            }
                        })
                        : result;
            });
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    private static <T> T recording(Class<T> type, T target, Consumer<String> record) {
        return proxy(type, (proxy, method, arguments) -> {
            record.accept(method.getName());
            return call(target, method, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @SuppressWarnings("NullAway") // a void method gives null, and one without parameters gets it
    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
