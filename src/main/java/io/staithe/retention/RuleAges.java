package io.staithe.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.database.Database;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table {@code retention_evaluation}: since when each rule is evaluated as it is. A rule is new again when it is
 * changed, or when one is that may be about the same repositories, since what that kept may go.
 */
final class RuleAges {

    private final Database database;
    private final Duration delay;

    /** @param delay how long a new rule removes nothing */
    RuleAges(Database database, Duration delay) {
        this.database = database;
        this.delay = delay;
    }

    private record Row(String rule, String fingerprint, Instant since) {}

    /** Begins the time of rules that are new, and forgets those that are gone. */
    void evaluated(List<RetentionRule> rules) {
        database.write(() -> {
            Map<String, String> found = rows().stream().collect(Collectors.toMap(Row::rule, Row::fingerprint));
            Map<String, String> wanted = fingerprints(rules);
            wanted.forEach((rule, fingerprint) -> {
                if (!fingerprint.equals(found.get(rule))) {
                    put(rule, fingerprint);
                }
            });
            found.keySet().stream().filter(rule -> !wanted.containsKey(rule)).forEach(this::delete);
        });
    }

    private void put(String rule, String fingerprint) {
        database.sql().sql("""
            INSERT INTO retention_evaluation (rule, fingerprint, since) VALUES (?, ?, staithe_now())
            ON CONFLICT (rule) DO UPDATE SET fingerprint = excluded.fingerprint, since = excluded.since
            """).params(rule, fingerprint).update();
    }

    private void delete(String rule) {
        database.sql()
                .sql("DELETE FROM retention_evaluation WHERE rule = ?")
                .param(rule)
                .update();
    }

    private List<Row> rows() {
        return database.sql()
                .sql("SELECT rule, fingerprint, since FROM retention_evaluation ORDER BY rule")
                .query((row, n) -> new Row(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3))))
                .list();
    }

    /** From when on each rule removes something; those that were not evaluated yet are left out. */
    Map<String, Instant> removeFrom(List<RetentionRule> rules) {
        Map<String, String> wanted = fingerprints(rules);
        Map<String, Instant> from = new HashMap<>();
        for (Row row : rows()) {
            if (row.fingerprint().equals(wanted.get(row.rule()))) {
                from.put(row.rule(), row.since().plus(delay));
            }
        }
        return from;
    }

    /** The names of those that may remove something. */
    Set<String> grown(List<RetentionRule> rules, Instant now) {
        return removeFrom(rules).entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> fingerprints(List<RetentionRule> rules) {
        Map<String, String> fingerprints = new TreeMap<>();
        for (RetentionRule rule : rules) {
            fingerprints.put(
                    rule.name(),
                    fingerprint(rules.stream().filter(rule::mayMeet).toList()) + " " + fingerprint(List.of(rule)));
        }
        return fingerprints;
    }

    /** The same for the same rules, in any order. */
    static String fingerprint(List<RetentionRule> rules) {
        String text = rules.stream()
                .map(rule -> JsonMapper.shared().writeValueAsString(RuleDefinition.of(rule)))
                .sorted()
                .collect(Collectors.joining("\n"));
        return Digest.of(Algorithm.SHA256, text.getBytes(UTF_8)).toString();
    }
}
