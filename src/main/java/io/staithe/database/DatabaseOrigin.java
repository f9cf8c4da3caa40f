package io.staithe.database;

import io.staithe.settings.InvalidSettingException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The file or the server that the metadata lies in, as far as a failed start has to speak of it. */
sealed interface DatabaseOrigin permits SqliteFile, PostgresServer {

    /** The value of {@code spring.datasource.url}, without secrets. */
    String url();

    /** Connections for statements that may take as long, and as much room, as they like. */
    DataSource unhurried();

    /** Is done once the schema is this version's. */
    default void migrated(DataSource source) throws SQLException {}

    /** What keeps the registry from starting with this database, and the mend. */
    InvalidSettingException refusal(SQLException failure);
}
