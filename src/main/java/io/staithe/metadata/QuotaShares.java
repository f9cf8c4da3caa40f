package io.staithe.metadata;

import io.staithe.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The table {@code quota_share}: the account of each quota. A transaction that finds room in one row, chosen at random, takes
 * it there and waits for nobody else's. Only when that row has none left are all of them locked, in one order, added up, and
 * what is left is shared out anew: so what is granted never exceeds the limit, and nothing is refused that fits.
 */
final class QuotaShares {

    /** Where transactions run one at a time, one row is enough. */
    private static final int SHARES = 16;

    private final Database database;

    QuotaShares(Database database) {
        this.database = database;
    }

    private record Share(int number, Amounts used) {}

    int count() {
        return database.isShared() ? SHARES : 1;
    }

    /**
     * Changes what is used. Transactions that change several quotas do so in the order of their ids, and last of all.
     *
     * @return false if a limit would be exceeded by something that grows
     */
    boolean change(long quota, Amounts change) {
        return change.grows() ? take(quota, change) || gather(quota, change) : add(quota, change, "");
    }

    /** PostgreSQL locks a row also for an update which then finds no room; nobody may keep that while he waits for others. */
    private boolean take(long quota, Amounts change) {
        if (database.isShared()) {
            statement("SAVEPOINT quota_share");
        }
        boolean taken = add(quota, change, """
                AND (bytes + :bytes <= most_bytes OR :bytes <= 0)
                AND (repositories + :repositories <= most_repositories OR :repositories <= 0)
                AND (tags + :tags <= most_tags OR :tags <= 0)
                """);
        if (!taken && database.isShared()) {
            statement("ROLLBACK TO SAVEPOINT quota_share");
        }
        return taken;
    }

    private void statement(String sql) {
        database.sql().sql(sql).update();
    }

    private boolean add(long quota, Amounts change, String condition) {
        return database.sql()
                        .sql("""
                            UPDATE quota_share SET bytes = bytes + :bytes, repositories = repositories + :repositories,
                                                   tags = tags + :tags
                            WHERE quota_id = :quota AND share = :share
                            """ + condition)
                        .param("quota", quota)
                        .param("share", ThreadLocalRandom.current().nextInt(count()))
                        .param("bytes", change.bytes())
                        .param("repositories", change.repositories())
                        .param("tags", change.tags())
                        .update()
                == 1;
    }

    private boolean gather(long quota, Amounts change) {
        List<Share> shares = database.sql()
                .sql("SELECT share, bytes, repositories, tags FROM quota_share WHERE quota_id = ? ORDER BY share"
                        + database.forUpdate())
                .param(quota)
                .query(QuotaShares::share)
                .list();
        Amounts limits = limits(quota);
        Amounts used = shares.stream().map(Share::used).reduce(Amounts.NONE, Amounts::plus);
        if (!used.hasRoomFor(change, limits)) {
            return false;
        }
        List<Share> changed = new ArrayList<>(shares);
        Share first = shares.getFirst();
        changed.set(0, new Share(first.number(), first.used().plus(change)));
        shareOut(quota, changed, limits.minus(used.plus(change)));
        return true;
    }

    private Amounts limits(long quota) {
        return database.sql()
                .sql("SELECT name, pattern, bytes, repositories, tags FROM quota WHERE id = ?")
                .param(quota)
                .query((row, n) -> QuotaAccounts.definition(row).limits())
                .single();
    }

    private static Share share(ResultSet row, int number) throws SQLException {
        return new Share(row.getInt(1), new Amounts(row.getLong(2), row.getLong(3), row.getLong(4)));
    }

    /**
     * Gives each row its part of the room. If there is none, each lacks all that is too much, so that only who frees more
     * than that makes room.
     */
    private void shareOut(long quota, List<Share> shares, Amounts room) {
        List<Object[]> rows = new ArrayList<>();
        for (Share share : shares) {
            rows.add(new Object[] {
                share.used().bytes(),
                share.used().repositories(),
                share.used().tags(),
                share.used().bytes() + part(room.bytes(), shares.size()),
                share.used().repositories() + part(room.repositories(), shares.size()),
                share.used().tags() + part(room.tags(), shares.size()),
                quota,
                share.number()
            });
        }
        database.batch("""
            UPDATE quota_share SET bytes = ?, repositories = ?, tags = ?,
                                   most_bytes = ?, most_repositories = ?, most_tags = ?
            WHERE quota_id = ? AND share = ?
            """, rows);
    }

    private static long part(long room, int shares) {
        return room < 0 ? room : room / shares;
    }

    /** Begins the account anew. Nobody else may change it. */
    void set(long quota, Amounts used, Amounts limits) {
        database.sql()
                .sql("DELETE FROM quota_share WHERE quota_id = ?")
                .param(quota)
                .update();
        List<Share> shares = new ArrayList<>();
        for (int number = 0; number < count(); number++) {
            shares.add(new Share(number, number == 0 ? used : Amounts.NONE));
        }
        database.batch(
                "INSERT INTO quota_share VALUES (?, ?, 0, 0, 0, 0, 0, 0)",
                shares.stream()
                        .map(share -> new Object[] {quota, share.number()})
                        .toList());
        shareOut(quota, shares, limits.minus(used));
    }
}
