package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Brings the schema to this version's, and refuses one that a later version has made. Several nodes may do so at once:
 * Flyway's lock lets one of them go first.
 */
final class Migrations implements FlywayMigrationStrategy {

    private final DatabaseOrigin origin;

    Migrations(DatabaseOrigin origin) {
        this.origin = origin;
    }

    @Override
    public void migrate(Flyway flyway) {
        try {
            refuseFuture(flyway.info().all());
            flyway.migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException failure) {
                    throw origin.refusal(failure);
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
                        OnDatabase.URL,
                        origin.url(),
                        "the database has schema version " + migration.getVersion()
                                + ", made by a later Staithe; this one knows versions up to " + newest,
                        "Start the later version, or put back a backup from before the upgrade.");
            }
            newest = String.valueOf(migration.getVersion());
        }
    }
}
