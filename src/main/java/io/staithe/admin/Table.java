package io.staithe.admin;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * A table as the database describes it.
 *
 * @param columns in the order of their names
 * @param key the columns of its primary key
 */
record Table(String name, List<String> columns, List<String> key) {

    private static final String HISTORY_OF_MIGRATIONS = "flyway_schema_history";

    /** All tables of the registry, each after those that it refers to. */
    static List<Table> all(Connection connection) throws SQLException {
        Map<String, Set<String>> references = new TreeMap<>();
        DatabaseMetaData database = connection.getMetaData();
        for (String name : names(database, connection)) {
            Set<String> referred = new TreeSet<>();
            try (ResultSet keys = database.getImportedKeys(null, connection.getSchema(), name)) {
                while (keys.next()) {
                    referred.add(keys.getString("PKTABLE_NAME"));
                }
            }
            referred.remove(name);
            references.put(name, referred);
        }
        List<Table> tables = new ArrayList<>();
        for (String name : inOrder(references)) {
            tables.add(read(connection, name));
        }
        return tables;
    }

    private static List<String> names(DatabaseMetaData database, Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables =
                database.getTables(null, connection.getSchema(), "%", new String[] {"TABLE", "PARTITIONED TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        names.remove(HISTORY_OF_MIGRATIONS);
        names.removeIf(name -> name.startsWith("sqlite_"));
        return names;
    }

    private static Set<String> inOrder(Map<String, Set<String>> references) {
        Map<String, Boolean> ordered = new LinkedHashMap<>();
        while (ordered.size() < references.size()) {
            int before = ordered.size();
            references.forEach((name, referred) -> {
                if (ordered.keySet().containsAll(referred)) {
                    ordered.put(name, true);
                }
            });
            if (ordered.size() == before) {
                throw new IllegalStateException("tables refer to each other in a circle: " + references);
            }
        }
        return ordered.keySet();
    }

    private static Table read(Connection connection, String name) throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + name + " WHERE 1 = 0")) {
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(JdbcUtils.lookupColumnName(none.getMetaData(), i));
            }
        }
        Map<Integer, String> key = new TreeMap<>();
        try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, connection.getSchema(), name)) {
            while (keys.next()) {
                key.put(keys.getInt("KEY_SEQ"), keys.getString("COLUMN_NAME"));
            }
        }
        return new Table(name, List.copyOf(columns), List.copyOf(key.values()));
    }

    /** All rows in one order, which is the same in both databases. */
    String select() {
        return "SELECT %s FROM %s ORDER BY %s"
                .formatted(String.join(", ", columns), name, String.join(", ", key.isEmpty() ? columns : key));
    }

    String insert() {
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        name,
                        String.join(", ", columns),
                        String.join(", ", columns.stream().map(column -> "?").toList()));
    }
}
