package io.staithe.database;

import java.sql.SQLException;
import java.util.Set;

/** What keeps the registry from starting with a PostgreSQL server, and the mend. */
final class PostgresRefusals {

    private static final Set<String> PASSING = Set.of("53300", "57P01", "57P02", "57P03");

    private PostgresRefusals() {}

    /** Whether it may be otherwise in a moment: nobody answers yet, or the server is starting. */
    static boolean mayPass(SQLException e) {
        return state(e).startsWith("08") || PASSING.contains(state(e));
    }

    static String reason(SQLException e) {
        return mayPass(e) ? "the server cannot be reached: " + line(e) : line(e);
    }

    static String remedy(SQLException e) {
        return switch (state(e)) {
            case "28P01", "28000" -> "Check spring.datasource.username and spring.datasource.password.";
            case "3D000" -> "Create the database, with the encoding UTF8 and the user as its owner.";
            case "42501", "3F000" ->
                "Make the user the owner of the database, or let him create tables and functions in its schema.";
            default ->
                mayPass(e)
                        ? "Check that the server runs and can be reached from here, and its log."
                        : "Check the server and its log.";
        };
    }

    /** The server says more in further lines: where in its source it was. */
    private static String line(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }
}
