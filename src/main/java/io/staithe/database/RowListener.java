package io.staithe.database;

import java.util.List;

/** Told of rows that a transaction inserts, changes or deletes, whatever statement does it. Must be fast. */
public interface RowListener {

    /**
     * Called within the transaction, before others can see what it does to the row.
     *
     * @param key the row's values in the watched columns; a row whose key changes is told of twice
     */
    void touched(List<String> key);

    /** The transaction that touched rows has ended, whether it was committed or not, and no other one has begun. */
    void settled();
}
