package io.staithe.admin;

import io.staithe.database.OfflineDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies every row of every table in one transaction, reads both sides again and compares them before it is committed. */
final class MetadataCopy {

    /** Rows read ahead; each may hold a manifest of some megabytes. */
    private static final int FETCH = 20;

    private static final int BATCH = 200;
    private static final long BATCH_BYTES = 8 << 20;

    private final OfflineDatabase source;
    private final OfflineDatabase target;
    private final Progress progress;

    MetadataCopy(OfflineDatabase source, OfflineDatabase target, Progress progress) {
        this.source = source;
        this.target = target;
        this.progress = progress;
    }

    /** @throws CopyRefusedException if something is in the way; nothing was changed then */
    void run() throws SQLException {
        if (!source.isCurrent()) {
            throw new CopyRefusedException(source.name() + " does not have the tables of this version."
                    + " Start and stop this version of the registry on it once.");
        }
        target.migrate();
        try (Connection from = source.connect();
                Connection to = target.connect()) {
            List<Table> tables = Table.all(from);
            requireSame(tables, Table.all(to));
            requireIdle(source, from);
            requireIdle(target, to);
            if (!isEmpty(tables, to)) {
                requireEqual(tables, from, to);
                progress.say("The target has all of it already.");
                return;
            }
            for (Table table : tables) {
                copy(table, from, to);
            }
            to.commit();
            progress.say("Copied and compared. Start the registry with spring.datasource.url=" + target.name());
        }
    }

    private void requireSame(List<Table> source, List<Table> target) {
        if (!List.copyOf(source).containsAll(target) || source.size() != target.size()) {
            throw new CopyRefusedException("The databases have different tables: " + source + " and " + target);
        }
    }

    /** A node that runs renews its leases; one that was killed is out of the way when they have ended. */
    private static void requireIdle(OfflineDatabase database, Connection connection) throws SQLException {
        if (database.isPostgres() && count(connection, "lease WHERE expires_at > staithe_now()") > 0) {
            throw new CopyRefusedException("A node is running on " + database.name()
                    + ", or was killed a moment ago. Stop all nodes and try again in a minute or two.");
        }
    }

    private static boolean isEmpty(List<Table> tables, Connection connection) throws SQLException {
        for (Table table : tables) {
            if (count(connection, table.name()) > 0) {
                return false;
            }
        }
        return true;
    }

    private void requireEqual(List<Table> tables, Connection from, Connection to) throws SQLException {
        for (Table table : tables) {
            RowHash wanted = hash(table, from);
            RowHash found = hash(table, to);
            if (wanted.rows() != found.rows() || !wanted.hex().equals(found.hex())) {
                throw new CopyRefusedException(target.name() + " is not empty and holds something else (table "
                        + table.name() + "). Name an empty database.");
            }
        }
    }

    private void copy(Table table, Connection from, Connection to) throws SQLException {
        long total = count(from, table.name());
        RowHash read = new RowHash();
        Map<Integer, Integer> types = types(table, to);
        try (PreparedStatement insert = to.prepareStatement(table.insert())) {
            Batch batch = new Batch(insert, types);
            forEach(table, from, row -> {
                read.add(row);
                batch.add(row);
                progress.at(table.name(), read.rows(), total);
            });
            batch.flush();
        }
        moveSequences(table, to);
        RowHash written = hash(table, to);
        String hash = read.hex();
        if (read.rows() != written.rows() || !hash.equals(written.hex())) {
            throw new SQLException("table " + table.name() + " has " + written.rows() + " rows that differ from the "
                    + read.rows() + " that were read");
        }
        progress.done(table.name(), read.rows(), hash);
    }

    private RowHash hash(Table table, Connection connection) throws SQLException {
        RowHash hash = new RowHash();
        forEach(table, connection, hash::add);
        return hash;
    }

    private static void forEach(Table table, Connection connection, RowVisitor visitor) throws SQLException {
        int columns = table.columns().size();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery(table.select())) {
                while (rows.next()) {
                    @Nullable Object[] row = new @Nullable Object[columns];
                    for (int i = 0; i < columns; i++) {
                        row[i] = rows.getObject(i + 1);
                    }
                    visitor.visit(row);
                }
            }
        }
    }

    /** Receives the values of each row, in the order of the table's columns. */
    private interface RowVisitor {
        void visit(@Nullable Object[] row) throws SQLException;
    }

    private static Map<Integer, Integer> types(Table table, Connection to) throws SQLException {
        Map<Integer, Integer> types = new TreeMap<>();
        try (Statement statement = to.createStatement();
                ResultSet none = statement.executeQuery(
                        "SELECT " + String.join(", ", table.columns()) + " FROM " + table.name() + " WHERE 1 = 0")) {
            for (int i = 1; i <= table.columns().size(); i++) {
                types.put(i, none.getMetaData().getColumnType(i));
            }
        }
        return types;
    }

    /** Numbers that the database gives by itself go on after the highest. SQLite does so anyway. */
    private void moveSequences(Table table, Connection to) throws SQLException {
        if (!target.isPostgres()) {
            return;
        }
        for (String column : table.columns()) {
            try (Statement statement = to.createStatement()) {
                statement.execute("""
                    SELECT setval(sequence, (SELECT max(%2$s)::text::bigint FROM %1$s))
                    FROM pg_get_serial_sequence('%1$s', '%2$s') AS sequence
                    WHERE sequence IS NOT NULL AND EXISTS (SELECT 1 FROM %1$s)
                    """.formatted(table.name(), column));
            }
        }
    }

    private static long count(Connection connection, String rows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM " + rows)) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Rows on their way, sent together. */
    private static final class Batch {

        private final PreparedStatement insert;
        private final Map<Integer, Integer> types;
        private int rows;
        private long bytes;

        private Batch(PreparedStatement insert, Map<Integer, Integer> types) {
            this.insert = insert;
            this.types = types;
        }

        private void add(@Nullable Object[] row) throws SQLException {
            for (int i = 0; i < row.length; i++) {
                set(i + 1, row[i]);
            }
            insert.addBatch();
            if (++rows == BATCH || bytes > BATCH_BYTES) {
                flush();
            }
        }

        private void set(int column, @Nullable Object value) throws SQLException {
            int type = types.getOrDefault(column, Types.OTHER);
            if (value instanceof byte[] content) {
                bytes += content.length;
            }
            if (value == null) {
                insert.setNull(column, type);
            } else if (value instanceof Number number && (type == Types.BIT || type == Types.BOOLEAN)) {
                insert.setBoolean(column, number.longValue() != 0);
            } else {
                insert.setObject(column, value);
            }
        }

        private void flush() throws SQLException {
            insert.executeBatch();
            rows = 0;
            bytes = 0;
        }
    }
}
