package io.staithe.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.sqlite.Function;

/**
 * Tells listeners of the rows that the one connection which writes to SQLite touches. Temporary triggers of that
 * connection call a function of this process, so that no statement can be forgotten, present or future.
 */
final class RowWatches {

    private static final String FUNCTION = "staithe_touched";

    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    private record Watch(String table, List<String> columns, RowListener listener) {}

    /** To be installed on the connection that is open already; later ones get it by themselves. */
    void add(Connection writer, String table, List<String> columns, RowListener listener) throws SQLException {
        watches.add(new Watch(table, columns, listener));
        try (Statement statement = writer.createStatement()) {
            install(statement, watches.size() - 1);
        }
    }

    /** Readies a new connection before anybody writes with it. */
    void install(Connection connection) throws SQLException {
        Function.create(connection, FUNCTION, new Touched());
        try (Statement statement = connection.createStatement()) {
            for (int number = 0; number < watches.size(); number++) {
                install(statement, number);
            }
        }
    }

    private void install(Statement statement, int number) throws SQLException {
        install(statement, number, "INSERT", "new");
        install(statement, number, "UPDATE", "old", "new");
        install(statement, number, "DELETE", "old");
    }

    /** @param rows by which names a trigger knows the row */
    private void install(Statement statement, int number, String event, String... rows) throws SQLException {
        String calls = Arrays.stream(rows).map(row -> call(number, row)).collect(Collectors.joining());
        statement.executeUpdate("CREATE TEMP TRIGGER IF NOT EXISTS watch_%d_%s AFTER %s ON main.%s BEGIN %s END"
                .formatted(number, event, event, watches.get(number).table(), calls));
    }

    private String call(int number, String row) {
        return watches.get(number).columns().stream()
                .map(column -> row + "." + column)
                .collect(Collectors.joining(", ", "SELECT " + FUNCTION + "(" + number + ", ", ");"));
    }

    private final class Touched extends Function {
        @Override
        protected void xFunc() throws SQLException {
            List<String> key = new ArrayList<>();
            for (int i = 1; i < args(); i++) {
                key.add(value_text(i));
            }
            watches.get(value_int(0)).listener().touched(key);
            result();
        }
    }

    /** To be called at the end of each transaction of the connection. */
    void settled() {
        watches.forEach(watch -> watch.listener().settled());
    }
}
