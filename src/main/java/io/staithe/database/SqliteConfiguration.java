package io.staithe.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.settings.DataProperties;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Metadata in a file of this machine. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnDatabase.Sqlite.class)
class SqliteConfiguration {

    @Bean
    SqliteFile sqliteFile(@Value("${spring.datasource.url}") String value, DataProperties data, Clock clock) {
        SqliteUrl url = SqliteUrl.parse(value);
        data.prepare(OnDatabase.URL, url.file().resolveSibling("").normalize());
        return SqliteFile.open(url, clock);
    }

    @Bean
    Migrations migrations(SqliteFile file) {
        return new Migrations(file);
    }

    @Bean
    @Primary
    HikariDataSource writerDataSource(SqliteFile file) {
        return file.writer();
    }

    @Bean
    HikariDataSource readerDataSource(SqliteFile file) {
        return file.readers(Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    @Bean
    Database database(
            DataSource writer,
            @Qualifier("readerDataSource") DataSource reader,
            SqliteFile file,
            MeterRegistry meters) {
        SqliteErrors errors = file.errors();
        GroupCommit commits = new GroupCommit(writer, file.watches(), meters);
        SqliteTransactions manager = new SqliteTransactions(writer, commits, errors);
        return new Database(
                template(reader, errors),
                template(writer, errors),
                new TransactionTemplate(manager),
                Dialect.SQLITE,
                file.watches());
    }

    private static JdbcTemplate template(DataSource source, SqliteErrors errors) {
        JdbcTemplate template = new JdbcTemplate();
        template.setDataSource(source);
        template.setExceptionTranslator(errors);
        return template;
    }
}
