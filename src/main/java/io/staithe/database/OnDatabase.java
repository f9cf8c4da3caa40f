package io.staithe.database;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Which database {@code spring.datasource.url} names. */
final class OnDatabase {

    static final String URL = "spring.datasource.url";

    private OnDatabase() {}

    private static boolean isPostgres(ConditionContext context) {
        return context.getEnvironment().getProperty(URL, "").startsWith(PostgresUrl.PREFIX);
    }

    static final class Postgres implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return isPostgres(context);
        }
    }

    /** Any other URL is SQLite's, to be taken or refused. */
    static final class Sqlite implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !isPostgres(context);
        }
    }
}
