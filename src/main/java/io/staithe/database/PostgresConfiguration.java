package io.staithe.database;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Metadata in a PostgreSQL server, which several nodes may share. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnDatabase.Postgres.class)
class PostgresConfiguration {

    @Bean
    PostgresServer postgresServer(
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username:}") String user,
            @Value("${spring.datasource.password:}") String password,
            DatabaseProperties limits) {
        return PostgresServer.reach(new PostgresUrl(url), user, password, limits);
    }

    @Bean
    Migrations migrations(PostgresServer server) {
        return new Migrations(server);
    }

    /** Spring's own names for what a pool can be told. */
    @Bean
    HikariDataSource dataSource(PostgresServer server, Environment environment) {
        HikariDataSource pool = server.pool();
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
        return pool;
    }

    @Bean
    Database database(DataSource source, DatabaseProperties limits) {
        PostgresErrors errors = new PostgresErrors();
        JdbcTemplate template = new JdbcTemplate();
        template.setDataSource(source);
        template.setExceptionTranslator(errors);
        template.setQueryTimeout((int) limits.statementTimeout().toSeconds());
        PostgresTransactions manager = new PostgresTransactions(source, errors, limits);
        return new Database(template, template, new TransactionTemplate(manager), Dialect.POSTGRESQL);
    }
}
