package io.staithe.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that keep their prepared statements for whoever prepares the same text next: to prepare costs more than most
 * statements do. One thread at a time uses a connection.
 */
final class KeptStatements extends DelegatingDataSource {

    /** Of each connection. There are few texts, but for lists of parameters, whose length is part of the text. */
    private static final int MOST = 100;

    /** Characters of a text that is kept: those of long lists are many, seldom the same, and large in SQLite's memory too. */
    private static final int LONGEST = 4000;

    /** Rows of a batch after which its statement is kept: the driver never gives back the room of a longer one. */
    private static final int LARGEST_BATCH = 1000;

    KeptStatements(DataSource source) {
        super(source);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return proxy(Connection.class, new Keeper(super.getConnection()));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static final class Keeper implements InvocationHandler {

        private final Connection connection;

        /** Those that nobody uses, the one that was used last at the end. */
        private final SequencedMap<String, PreparedStatement> idle = new LinkedHashMap<>();

        private Keeper(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("prepareStatement")
                    && arguments != null
                    && arguments.length == 1
                    && arguments[0] instanceof String sql
                    && sql.length() <= LONGEST) {
                PreparedStatement kept = idle.remove(sql);
                PreparedStatement statement = kept == null ? connection.prepareStatement(sql) : kept;
                return proxy(PreparedStatement.class, new Lent(this, sql, statement));
            }
            return call(connection, method, arguments);
        }

        private void takeBack(String sql, PreparedStatement statement) throws SQLException {
            PreparedStatement other = idle.putLast(sql, statement);
            PreparedStatement superfluous =
                    idle.size() > MOST ? idle.pollFirstEntry().getValue() : other;
            if (superfluous != null) {
                superfluous.close();
            }
        }
    }

    /** A statement until it is closed, which one that failed or was large does not survive. */
    private static final class Lent implements InvocationHandler {

        private final Keeper keeper;
        private final String sql;
        private final PreparedStatement statement;
        private @Nullable ResultSet result;
        private int rows;
        private boolean failed;
        private boolean closed;

        private Lent(Keeper keeper, String sql, PreparedStatement statement) {
            this.keeper = keeper;
            this.sql = sql;
            this.statement = statement;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("close")) {
                close();
                return null;
            }
            if (method.getName().equals("addBatch")) {
                rows++;
            }
            try {
                Object answer = call(statement, method, arguments);
                if (answer instanceof ResultSet set) {
                    result = set;
                }
                return answer;
            } catch (SQLException e) {
                failed = true;
                throw e;
            }
        }

        private void close() throws SQLException {
            if (closed) {
                return;
            }
            closed = true;
            if (failed || rows > LARGEST_BATCH) {
                statement.close();
                return;
            }
            if (result != null) {
                result.close();
            }
            statement.clearBatch();
            statement.clearParameters();
            keeper.takeBack(sql, statement);
        }
    }
}
