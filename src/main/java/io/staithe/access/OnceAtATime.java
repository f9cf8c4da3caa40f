package io.staithe.access;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets those who ask for the same thing at the same time share one answer. Thread-safe. */
final class OnceAtATime<T> {

    private final Map<String, CompletableFuture<Optional<T>>> running = new ConcurrentHashMap<>();

    /** The answer of the work, or of the same work that is being done already; done anew if that one failed. */
    T once(String key, Supplier<T> work) {
        CompletableFuture<Optional<T>> own = new CompletableFuture<>();
        CompletableFuture<Optional<T>> other = running.putIfAbsent(key, own);
        if (other != null) {
            return other.join().orElseGet(work);
        }
        try {
            T result = work.get();
            own.complete(Optional.of(result));
            return result;
        } finally {
            running.remove(key, own);
            own.complete(Optional.empty());
        }
    }
}
