package io.staithe.metadata;

import io.staithe.database.Database;
import java.time.Duration;

/** The table {@code lease}: which of several nodes does what only one should do at a time. */
public final class Leases {

    private final Database database;

    Leases(Database database) {
        this.database = database;
    }

    /** Takes a lease that nobody has, whose holder has not renewed it, or that is this holder's already. */
    public boolean tryAcquire(String name, String holder, Duration length) {
        return database.sql().sql("""
            INSERT INTO lease (name, holder, expires_at) VALUES (?, ?, staithe_now() + ?)
            ON CONFLICT (name)
            DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
            WHERE lease.holder = excluded.holder OR lease.expires_at <= staithe_now()
            """).params(name, holder, length.toMillis()).update() == 1;
    }

    /**
     * Lets a lease end so long after now.
     *
     * @return false if it has ended already, or is another's
     */
    public boolean renew(String name, String holder, Duration length) {
        return database.sql().sql("""
            UPDATE lease SET expires_at = staithe_now() + ?
            WHERE name = ? AND holder = ? AND expires_at > staithe_now()
            """).params(length.toMillis(), name, holder).update() == 1;
    }

    /** Forgets leases of such a name that ended so long ago, and whose holders will not come back for them. */
    public void forgetEnded(String beginning, Duration since) {
        database.sql()
                .sql("DELETE FROM lease WHERE name >= ? AND name < ? AND expires_at <= staithe_now() - ?")
                .params(beginning, after(beginning), since.toMillis())
                .update();
    }

    /** Leases of such a name that have not ended. */
    public long count(String beginning) {
        return database.sql()
                .sql("SELECT count(*) FROM lease WHERE name >= ? AND name < ? AND expires_at > staithe_now()")
                .params(beginning, after(beginning))
                .query(Long.class)
                .single();
    }

    /** The first name that comes after all with this beginning. */
    private static String after(String beginning) {
        int last = beginning.length() - 1;
        return beginning.substring(0, last) + (char) (beginning.charAt(last) + 1);
    }

    /** Gives all that a holder has to whoever comes next. */
    public void release(String holder) {
        database.sql().sql("DELETE FROM lease WHERE holder = ?").param(holder).update();
    }
}
