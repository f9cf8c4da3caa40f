package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code verification}: looks through stored content, how far they are and what they found. */
public final class Verifications {

    private static final String COLUMNS = "id, kind, repository, digest, asked_by, accepts_missing, started_at,"
            + " finished_at, stopped, part, after_repository, after_digest, total, total_bytes, checked, checked_bytes,"
            + " damaged, errors";

    private static final Duration REMEMBERED = Duration.ofDays(90);

    /** If so many bytes are suspected at once, it is the store that somebody has to look at. */
    private static final int MOST_SUSPECTED = 100;

    private final Database database;

    Verifications(Database database) {
        this.database = database;
    }

    /** Why somebody looks. */
    public enum Kind {
        /** It is time to. */
        SCHEDULE,
        /** Somebody asked for it. */
        REQUEST,
        /** A read found bytes lost, or they could not be read. */
        READ;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is looked at.
     *
     * @param repository name of a repository; null for all
     * @param digest one blob or manifest; null for all
     */
    public record Scope(
            @Nullable String repository, @Nullable Digest digest) {

        public static final Scope EVERYTHING = new Scope(null, null);

        public static Scope of(RepositoryName repository) {
            return new Scope(repository.value(), null);
        }

        public static Scope of(Digest digest) {
            return new Scope(null, digest);
        }
    }

    /** Up to where it has looked: blobs come first. */
    public record Position(boolean manifests, long repository, String digest) {

        static final Position START = new Position(false, 0, "");

        public static Position atBlob(Digest digest) {
            return new Position(false, 0, digest.toString());
        }

        public static Position atManifests() {
            return new Position(true, 0, "");
        }

        public static Position atManifest(long repository, Digest digest) {
            return new Position(true, repository, digest.toString());
        }
    }

    /** What it has done so far. */
    public record Tally(long checked, long checkedBytes, long damaged, long errors) {

        static final Tally NOTHING = new Tally(0, 0, 0, 0);

        public Tally checked(long bytes, boolean damage) {
            return new Tally(checked + 1, checkedBytes + bytes, damaged + (damage ? 1 : 0), errors);
        }

        public Tally failed() {
            return new Tally(checked, checkedBytes, damaged, errors + 1);
        }
    }

    /**
     * A look through stored content.
     *
     * @param acceptsMissing whether it believes that bytes are lost even if most of all are
     * @param total things to look at when it began, and their bytes
     * @param stopped why it ended before it had looked at everything
     */
    public record Verification(
            long id,
            Kind kind,
            Scope scope,
            String by,
            boolean acceptsMissing,
            Instant startedAt,
            Optional<Instant> finishedAt,
            Optional<String> stopped,
            Position position,
            StoredContent.Amount total,
            Tally tally) {}

    /**
     * @param total what there is to look at, see {@link StoredContent#amount}: it is not for a transaction to count that
     * @return its id
     */
    public long start(Kind kind, Scope scope, String by, boolean acceptsMissing, StoredContent.Amount total) {
        database.sql()
                .sql("DELETE FROM verification WHERE finished_at < staithe_now() - ?")
                .param(REMEMBERED.toMillis())
                .update();
        return database.sql()
                .sql("""
                    INSERT INTO verification (kind, repository, digest, asked_by, accepts_missing, started_at, part,
                        after_repository, after_digest, total, total_bytes, checked, checked_bytes, damaged, errors)
                    VALUES (?, ?, ?, ?, ?, staithe_now(), 'blob', 0, '', ?, ?, 0, 0, 0, 0) RETURNING id
                    """)
                .param(kind.text())
                .param(scope.repository())
                .param(scope.digest() == null ? null : scope.digest().toString())
                .param(by)
                .param(acceptsMissing ? 1 : 0)
                .param(total.things())
                .param(total.bytes())
                .query(Long.class)
                .single();
    }

    /** The bytes of a blob were found lost, or could not be read: somebody should look, unless somebody is about to or at many already. */
    public void suspect(Digest blob, long size) {
        List<String> suspected = database.sql()
                .sql("SELECT digest FROM verification WHERE kind = 'read' AND finished_at IS NULL LIMIT ?")
                .param(MOST_SUSPECTED)
                .query((row, n) -> row.getString(1))
                .list();
        if (suspected.size() < MOST_SUSPECTED && !suspected.contains(blob.toString())) {
            start(Kind.READ, Scope.of(blob), "", false, new StoredContent.Amount(1, size));
        }
    }

    public Optional<Verification> find(long id) {
        return database.sql()
                .sql("SELECT " + COLUMNS + " FROM verification WHERE id = ?")
                .param(id)
                .query(Verifications::verification)
                .optional();
    }

    /** The newest first. */
    public List<Verification> newest(int limit) {
        return database.sql()
                .sql("SELECT " + COLUMNS + " FROM verification ORDER BY id DESC LIMIT ?")
                .param(limit)
                .query(Verifications::verification)
                .list();
    }

    public Optional<Verification> nextAsked() {
        return nextAsked(Set.of());
    }

    /**
     * The oldest that somebody asked for and that has not ended; then what a read found lost.
     *
     * @param except these, by id
     */
    public Optional<Verification> nextAsked(Set<Long> except) {
        return database.sql()
                .sql("SELECT " + COLUMNS + " FROM verification WHERE kind <> 'schedule' AND finished_at IS NULL"
                        + (except.isEmpty() ? "" : " AND id NOT IN (:except)")
                        + " ORDER BY CASE kind WHEN 'request' THEN 0 ELSE 1 END, id LIMIT 1")
                .param("except", except)
                .query(Verifications::verification)
                .optional();
    }

    /** The last that began because it was time to. */
    public Optional<Verification> lastScheduled() {
        return database.sql()
                .sql("SELECT " + COLUMNS + " FROM verification WHERE kind = 'schedule' ORDER BY id DESC LIMIT 1")
                .query(Verifications::verification)
                .optional();
    }

    /** Whether that one began so long ago. */
    public boolean isOlder(Verification verification, Duration age) {
        return database.sql()
                .sql("SELECT 1 FROM verification WHERE id = ? AND started_at <= staithe_now() - ?")
                .params(verification.id(), age.toMillis())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    public void save(long id, Position position, Tally tally) {
        database.sql()
                .sql("""
                    UPDATE verification SET part = ?, after_repository = ?, after_digest = ?, checked = ?,
                        checked_bytes = ?, damaged = ?, errors = ? WHERE id = ? AND finished_at IS NULL
                    """)
                .params(
                        position.manifests() ? "manifest" : "blob",
                        position.repository(),
                        position.digest(),
                        tally.checked(),
                        tally.checkedBytes(),
                        tally.damaged(),
                        tally.errors(),
                        id)
                .update();
    }

    /** @param stopped why, if it did not come to its end */
    public void finish(long id, @Nullable String stopped) {
        database.sql()
                .sql("UPDATE verification SET finished_at = staithe_now(), stopped = ? WHERE id = ?")
                .param(stopped)
                .param(id)
                .update();
    }

    /**
     * Blobs that should have been looked at by now: the last pass, or the one that should have begun, is late with them.
     *
     * @param period of a pass, from its begin to the next one's
     */
    public long overdue(Duration period) {
        Optional<Verification> last = lastScheduled();
        if (last.isEmpty()) {
            return 0;
        }
        boolean finished = last.get().finishedAt().isPresent();
        Duration late = finished ? period.multipliedBy(2) : period;
        if (!isOlder(last.get(), late) || (!finished && last.get().position().manifests())) {
            return 0;
        }
        return database.sql()
                .sql("SELECT count(*) FROM blob WHERE digest > ? AND created_at <= staithe_now() - ?")
                .params(finished ? "" : last.get().position().digest(), period.toMillis())
                .query(Long.class)
                .single();
    }

    private static Verification verification(ResultSet row, int number) throws SQLException {
        String digest = row.getString(4);
        long finished = row.getLong(8);
        return new Verification(
                row.getLong(1),
                Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                new Scope(row.getString(3), digest == null ? null : Digest.parse(digest)),
                row.getString(5),
                row.getInt(6) == 1,
                Instant.ofEpochMilli(row.getLong(7)),
                finished == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished)),
                Optional.ofNullable(row.getString(9)),
                new Position(row.getString(10).equals("manifest"), row.getLong(11), row.getString(12)),
                new StoredContent.Amount(row.getLong(13), row.getLong(14)),
                new Tally(row.getLong(15), row.getLong(16), row.getLong(17), row.getLong(18)));
    }
}
