package io.staithe.durability;

import io.staithe.blobstore.StoreMark;
import io.staithe.gc.OrphanedRows;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What must hold between the rows and the bytes of a data folder at any moment at which no request runs, whatever
 * happened before. The registry may be running.
 */
final class StoredState {

    /** Each query lists what is wrong; nothing is right. Beside {@link OrphanedRows}. */
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("a row refers to one that is not there", "PRAGMA foreign_key_check"),
            Map.entry("a key that has two owners", """
                SELECT storage_key FROM (
                  SELECT storage_key FROM blob UNION ALL SELECT storage_key FROM upload
                  UNION ALL SELECT storage_key FROM garbage)
                GROUP BY storage_key HAVING count(*) > 1
                """),
            Map.entry("a tag that is not where its history says", """
                SELECT t.repository_id, t.name FROM tag t
                WHERE t.digest IS NOT (SELECT h.digest FROM tag_history h
                                       WHERE h.repository_id = t.repository_id AND h.name = t.name
                                       ORDER BY h.id DESC LIMIT 1)
                UNION ALL
                SELECT h.repository_id, h.name FROM tag_history h
                WHERE h.digest IS NOT NULL
                AND h.id = (SELECT max(id) FROM tag_history
                            WHERE repository_id = h.repository_id AND name = h.name)
                AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.repository_id = h.repository_id AND t.name = h.name)
                """),
            Map.entry("a reference of a manifest that is not recorded", """
                SELECT m.repository_id, m.digest, j.value
                FROM manifest m, json_tree(CAST(m.content AS TEXT)) j
                WHERE j.key = 'digest'
                AND NOT EXISTS (SELECT 1 FROM manifest_blob e JOIN repository_blob l ON l.id = e.repository_blob_id
                                WHERE e.manifest_id = m.id AND l.digest = j.value)
                AND NOT EXISTS (SELECT 1 FROM manifest_child c
                                WHERE c.repository_id = m.repository_id AND c.parent = m.digest
                                AND c.child = j.value)
                """));

    private final Path data;
    private final List<String> complaints = new ArrayList<>();

    private StoredState(Path data) {
        this.data = data;
    }

    /** @return what is not as it should be */
    static List<String> check(Path data) throws IOException, SQLException {
        StoredState state = new StoredState(data);
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement()) {
            state.checkRows(statement);
            state.checkBytes(statement);
        }
        return state.complaints;
    }

    /** @return blobs that have other bytes than their digest says; reads every byte */
    static List<String> damagedBlobs(Path data) throws IOException, SQLException {
        List<String> damaged = new ArrayList<>();
        for (String row : list(data, "SELECT digest, storage_key FROM blob")) {
            int space = row.indexOf(' ');
            byte[] content = Files.readAllBytes(data.resolve("blobs").resolve(row.substring(space + 1)));
            if (!Digest.of(Algorithm.SHA256, content).toString().equals(row.substring(0, space))) {
                damaged.add(row);
            }
        }
        return damaged;
    }

    /** @return what the background tasks still have to do */
    static List<String> leftOvers(Path data) throws SQLException {
        return list(data, "SELECT 'upload', storage_key FROM upload UNION SELECT 'garbage', storage_key FROM garbage");
    }

    /** @return what a complete collection leaves nothing of */
    static List<String> unneeded(Path data) throws SQLException {
        return list(data, """
            SELECT 'review', digest FROM review
            UNION ALL SELECT 'trash', digest FROM trash
            UNION ALL SELECT 'blob', digest FROM repository_blob l
            WHERE NOT EXISTS (SELECT 1 FROM manifest_blob e WHERE e.repository_blob_id = l.id)
            UNION ALL SELECT 'manifest', digest FROM manifest m
            WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
            """);
    }

    private static List<String> list(Path data, String sql) throws SQLException {
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement()) {
            return list(statement, sql);
        }
    }

    private static Connection connect(Path data) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("staithe.db"));
    }

    private void checkRows(Statement statement) throws SQLException {
        for (String line : list(statement, "PRAGMA integrity_check")) {
            if (!line.equals("ok")) {
                complaints.add("the database is damaged: " + line);
            }
        }
        checkRows(statement, RULES);
        checkRows(statement, OrphanedRows.QUERIES);
    }

    private void checkRows(Statement statement, Map<String, String> rules) throws SQLException {
        for (Map.Entry<String, String> rule : rules.entrySet()) {
            list(statement, rule.getValue()).forEach(row -> complaints.add(rule.getKey() + ": " + row));
        }
    }

    /** Rows are read first, so that what the registry sweeps meanwhile is no litter. */
    private void checkBytes(Statement statement) throws SQLException, IOException {
        Map<String, Long> blobs = sizes(statement, "SELECT storage_key, size FROM blob");
        Map<String, Long> uploads = sizes(statement, "SELECT storage_key, size FROM upload");
        List<String> garbage = list(statement, "SELECT storage_key FROM garbage");
        Map<String, Long> files = files();
        blobs.forEach((key, size) -> {
            if (!size.equals(files.get(key))) {
                complaints.add("a blob of %d bytes has %s: %s".formatted(size, files.get(key), key));
            }
        });
        uploads.forEach((key, size) -> {
            if (files.getOrDefault(key, 0L) < size) {
                complaints.add("an upload of %d bytes has %s: %s".formatted(size, files.get(key), key));
            }
        });
        files.keySet().removeAll(blobs.keySet());
        files.keySet().removeAll(uploads.keySet());
        files.keySet().removeAll(garbage);
        files.forEach((key, size) -> complaints.add("%d bytes that no row knows: %s".formatted(size, key)));
    }

    private Map<String, Long> files() throws IOException {
        Path root = data.resolve("blobs");
        Map<String, Long> sizes = new HashMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(StoredState::holdsBytes).toList()) {
                sizes.put(root.relativize(file).toString(), file.toFile().length());
            }
        }
        return sizes;
    }

    private static boolean holdsBytes(Path file) {
        return Files.isRegularFile(file) && !file.endsWith(StoreMark.NAME);
    }

    private static Map<String, Long> sizes(Statement statement, String sql) throws SQLException {
        Map<String, Long> sizes = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sizes.put(rows.getString(1), rows.getLong(2));
            }
        }
        return sizes;
    }

    private static List<String> list(Statement statement, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int column = 1; column <= columns; column++) {
                    line.append(column == 1 ? "" : " ").append(rows.getString(column));
                }
                lines.add(line.toString());
            }
        }
        return lines;
    }
}
