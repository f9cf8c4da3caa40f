package io.staithe.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** A server that has become a replica cannot be written any more: a new connection may lead to its successor. */
final class PostgresEviction implements SQLExceptionOverride {

    private static final String READ_ONLY_TRANSACTION = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException e) {
        return READ_ONLY_TRANSACTION.equals(e.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
