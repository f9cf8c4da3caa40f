package io.staithe.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file, owned by this process as long as this is open. Write-ahead log, one writer, every commit synchronised
 * to the disk.
 */
final class SqliteFile implements DatabaseOrigin, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SqliteFile.class);
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    private final SqliteUrl url;
    private final FileChannel lock;
    private final SqliteErrors errors;
    private final Clock clock;
    private final RowWatches watches = new RowWatches();

    private SqliteFile(SqliteUrl url, FileChannel lock, Clock clock) {
        this.url = url;
        this.lock = lock;
        this.clock = clock;
        this.errors = new SqliteErrors(url.file());
    }

    /**
     * @param clock the database's time
     * @throws InvalidSettingException if another process has the file, or it cannot be used
     */
    static SqliteFile open(SqliteUrl url, Clock clock) {
        Path path = url.file();
        SqliteFile file = new SqliteFile(url, lock(path.resolveSibling(path.getFileName() + ".lock")), clock);
        file.read();
        return file;
    }

    /** Finds a file that cannot be used before a pool tries it again and again. */
    private void read() {
        try (Connection connection = source(config()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
        } catch (SQLException e) {
            closeQuietly(lock);
            throw refusal(e);
        }
    }

    /** What sorts whole tables does so in files beside this one: the usual folder for them is often small, or memory. */
    @Override
    public DataSource unhurried() {
        SQLiteConfig config = config();
        config.setTempStoreDirectory(
                url.file().toAbsolutePath().resolveSibling("").toString());
        return source(config);
    }

    @Override
    public void migrated(DataSource source) throws SQLException {
        try {
            SqliteStatistics.write(source);
        } catch (SQLiteException e) {
            if (e.getResultCode() != SQLiteErrorCode.SQLITE_FULL) {
                throw e;
            }
            log.warn("There is no room for the figures by which queries are planned: those of the last start stay");
        }
    }

    @Override
    public InvalidSettingException refusal(SQLException failure) {
        if (failure instanceof SQLiteException e) {
            return new InvalidSettingException(OnDatabase.URL, url.value(), errors.reason(e), errors.remedy(e));
        }
        throw new IllegalStateException(failure);
    }

    @Override
    public String url() {
        return url.value();
    }

    SqliteErrors errors() {
        return errors;
    }

    /** Those of the connection that writes. */
    RowWatches watches() {
        return watches;
    }

    private static FileChannel lock(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw inUse(path);
            }
            return channel;
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "staithe.data",
                    String.valueOf(path.getParent()),
                    "the file " + path + " cannot be locked: " + e,
                    "Use a local file system that supports locks, and check owner and mode of the folder.");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static InvalidSettingException inUse(Path path) {
        return new InvalidSettingException(
                "staithe.data",
                String.valueOf(path.getParent()),
                "another Staithe process uses this folder (it holds " + path + ")",
                "Stop that process, or give this one another folder.");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one connection that writes. Its transactions take the write lock when they begin. */
    HikariDataSource writer() {
        HikariConfig pool = pool("sqlite-writer", 1);
        SQLiteConfig config = config();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        pool.setDataSource(new KeptStatements(ready(new SqliteSource.Watched(config, clock, watches))));
        return new HikariDataSource(pool);
    }

    /** Connections that see what is committed and cannot write. */
    HikariDataSource readers(int count) {
        HikariConfig pool = pool("sqlite-readers", count);
        pool.setDataSource(new KeptStatements(source(config())));
        pool.setConnectionInitSql("PRAGMA query_only = ON");
        return new HikariDataSource(pool);
    }

    /** Connections that may write, without a pool. */
    DataSource source() {
        return source(config());
    }

    private SQLiteDataSource source(SQLiteConfig config) {
        return ready(new SqliteSource(config, clock));
    }

    private SQLiteDataSource ready(SQLiteDataSource source) {
        source.setUrl(url.value());
        return source;
    }

    private static HikariConfig pool(String name, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(size);
        pool.setMaxLifetime(0);
        return pool;
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        return config;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
