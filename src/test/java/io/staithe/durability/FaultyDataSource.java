package io.staithe.durability;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A data source each of whose statements and commits is a step that may fail. */
final class FaultyDataSource extends DelegatingDataSource {

    private final Faults faults;

    FaultyDataSource(DataSource source, Faults faults) {
        super(source);
        this.faults = faults;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return proxy(Connection.class, (method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> statement(call(connection, method, arguments), String.valueOf(arguments[0]));
            case "commit" -> step("commit", connection, method, arguments);
            case "setAutoCommit" ->
                commits(connection, arguments)
                        ? step("commit", connection, method, arguments)
                        : call(connection, method, arguments);
            default -> call(connection, method, arguments);
        });
    }

    /** A transaction that is left is committed. */
    private static boolean commits(Connection connection, @Nullable Object[] arguments) throws SQLException {
        return Boolean.TRUE.equals(arguments[0]) && !connection.getAutoCommit();
    }

    private Object statement(@Nullable Object statement, String sql) {
        String name = firstWords(sql);
        return proxy(
                PreparedStatement.class,
                (method, arguments) -> method.getName().startsWith("execute")
                        ? step(name, statement, method, arguments)
                        : call(statement, method, arguments));
    }

    private @Nullable Object step(String name, @Nullable Object target, Method method, @Nullable Object[] arguments)
            throws SQLException {
        return faults.<@Nullable Object, SQLException>step(
                "database " + name, SQLException::new, () -> call(target, method, arguments));
    }

    /** Enough to tell statements apart. */
    private static String firstWords(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ").replaceAll("^SELECT .*? FROM", "SELECT FROM");
        return String.join(" ", Arrays.stream(line.split("[ (]")).limit(3).toList());
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        InvocationHandler handler =
                (self, method, arguments) -> calls.on(method, arguments == null ? new Object[0] : arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(@Nullable Object target, Method method, @Nullable Object[] arguments)
            throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a proxy does. */
    @FunctionalInterface
    private interface Calls {
        @Nullable
        Object on(Method method, @Nullable Object[] arguments) throws SQLException;
    }
}
