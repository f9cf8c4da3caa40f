package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Brings the schema to this version's. One that a later version has made is used as it is, unless a migration's name
 * ends in {@code _since_N}: from then on only who knows version N can work on it, and anybody else is refused. Several
 * nodes may start at once: Flyway's lock lets one of them go first.
 */
final class Migrations implements FlywayMigrationStrategy {

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    /** In the description that the database keeps of each migration, which is made of its name. */
    private static final Pattern SINCE = Pattern.compile("(?:^| )since ([0-9]+)$");

    /** One a second. Flyway takes a negative number for no end, but keeps it where others in the process overwrite it. */
    private static final int ATTEMPTS_TO_LOCK = Integer.MAX_VALUE;

    private final DatabaseOrigin origin;

    Migrations(DatabaseOrigin origin) {
        this.origin = origin;
    }

    @Override
    public void migrate(Flyway flyway) {
        try {
            checkFuture(List.of(flyway.info().all()));
            announce(flyway.info());
            unhurried(flyway, origin.unhurried()).migrate();
            migrated(flyway.getConfiguration().getDataSource());
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException failure) {
                    throw origin.refusal(failure);
                }
            }
            throw e;
        }
    }

    private void migrated(DataSource source) {
        try {
            origin.migrated(source);
        } catch (SQLException e) {
            throw origin.refusal(e);
        }
    }

    /** A large table may take minutes to change, and another node's migration is waited for to its end. */
    private static Flyway unhurried(Flyway flyway, DataSource source) {
        return Flyway.configure()
                .configuration(flyway.getConfiguration())
                .dataSource(source)
                .lockRetryCount(ATTEMPTS_TO_LOCK)
                .load();
    }

    private static void announce(MigrationInfoService schema) {
        if (schema.current() != null && schema.pending().length > 0) {
            log.info(
                    "Bringing the schema from version {} to {}, which may take a while on a large database",
                    schema.current().getVersion(),
                    schema.pending()[schema.pending().length - 1].getVersion());
        }
    }

    private void checkFuture(List<MigrationInfo> migrations) {
        List<MigrationInfo> unknown =
                migrations.stream().filter(Migrations::isUnknown).toList();
        if (unknown.isEmpty()) {
            return;
        }
        MigrationVersion known = newest(
                migrations.stream().filter(migration -> !isUnknown(migration)).toList());
        MigrationVersion found = newest(unknown);
        MigrationVersion since = unknown.stream()
                .map(Migrations::since)
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
        boolean older = unknown.stream().anyMatch(migration -> known.isNewerThan(migration.getVersion()));
        if (older || since.isNewerThan(known)) {
            throw refused(found, since, known);
        }
        log.warn(
                "The database has schema version {}, made by a later Staithe; this one knows versions up to {} and can"
                        + " work on it",
                found,
                known);
    }

    private InvalidSettingException refused(MigrationVersion found, MigrationVersion since, MigrationVersion known) {
        String needed = since.equals(MigrationVersion.EMPTY) ? "" : "; it takes one that knows version " + since;
        return new InvalidSettingException(
                OnDatabase.URL,
                origin.url(),
                "the database has schema version " + found + ", made by a later Staithe" + needed
                        + ", and this one knows versions up to " + known,
                "Start the later version, or put back a backup from before the upgrade.");
    }

    private static boolean isUnknown(MigrationInfo migration) {
        return migration.getState().isApplied() && !migration.getState().isResolved();
    }

    private static MigrationVersion newest(List<MigrationInfo> migrations) {
        return migrations.stream()
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
    }

    private static MigrationVersion since(MigrationInfo migration) {
        Matcher since = SINCE.matcher(migration.getDescription());
        return since.find() ? MigrationVersion.fromVersion(since.group(1)) : MigrationVersion.EMPTY;
    }
}
