package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.sqlite.SQLiteException;

/** Brings the schema to this version's, and refuses one that a later version has made. */
final class Migrations implements FlywayMigrationStrategy {

    private final SqliteFile file;

    Migrations(SqliteFile file) {
        this.file = file;
    }

    @Override
    public void migrate(Flyway flyway) {
        try {
            refuseFuture(flyway.info().all());
            flyway.migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLiteException failure) {
                    throw file.unusable(failure);
                }
            }
            throw e;
        }
    }

    private void refuseFuture(MigrationInfo[] migrations) {
        String newest = "none";
        for (MigrationInfo migration : migrations) {
            boolean future =
                    migration.getState().isApplied() && !migration.getState().isResolved();
            if (future) {
                throw new InvalidSettingException(
                        SqliteUrl.PROPERTY,
                        file.url().value(),
                        "the database has schema version " + migration.getVersion()
                                + ", made by a later Staithe; this one knows versions up to " + newest,
                        "Start the later version, or put back a backup from before the upgrade.");
            }
            newest = String.valueOf(migration.getVersion());
        }
    }
}
