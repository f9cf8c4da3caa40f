package io.staithe.retention;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The newest of any number of tags, of which no more are kept in memory than are wanted. */
final class NewestTags {

    /** Of two that are as new, the order of their names decides, so that the order in which they are seen does not. */
    private record Entry(Instant at, String tag) implements Comparable<Entry> {

        private static final Comparator<Entry> ORDER =
                Comparator.comparing(Entry::at).thenComparing(Entry::tag);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }

    private final int most;
    private final PriorityQueue<Entry> newest = new PriorityQueue<>();

    NewestTags(int most) {
        this.most = most;
    }

    void see(Instant at, String tag) {
        newest.add(new Entry(at, tag));
        if (newest.size() > most) {
            newest.remove();
        }
    }

    boolean has(Instant at, String tag) {
        Entry oldest = newest.peek();
        return oldest == null || newest.size() < most || new Entry(at, tag).compareTo(oldest) >= 0;
    }
}
