package io.staithe.durability;

import io.staithe.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where one tag may be, after operations of several clients of which some were cut. An operation is out of the question
 * only if another that was acknowledged began after it had ended. Thread-safe.
 */
final class TagHistory {

    private final List<Move> moves = new ArrayList<>();
    private long clock;

    TagHistory() {
        collapse(Optional.empty());
    }

    /** One operation; empty if it takes the tag away. */
    final class Move {
        private final @Nullable Digest target;
        private final long began = ++clock;
        private long ended = Long.MAX_VALUE;

        private Move(Optional<Digest> target) {
            this.target = target.orElse(null);
        }

        /** The client was told that it is done. */
        void acknowledged() {
            synchronized (TagHistory.this) {
                ended = ++clock;
                moves.removeIf(other -> other.ended < began);
            }
        }

        /** The client was told that nothing was changed. */
        void refused() {
            synchronized (TagHistory.this) {
                moves.remove(this);
            }
        }
    }

    /** An operation that is about to be sent. */
    synchronized Move begin(Optional<Digest> target) {
        Move move = new Move(target);
        moves.add(move);
        return move;
    }

    synchronized Set<Optional<Digest>> allowed() {
        return moves.stream().map(move -> Optional.ofNullable(move.target)).collect(Collectors.toSet());
    }

    /** What was in flight has happened or will never happen. */
    synchronized void collapse(Optional<Digest> found) {
        moves.clear();
        begin(found).acknowledged();
    }
}
