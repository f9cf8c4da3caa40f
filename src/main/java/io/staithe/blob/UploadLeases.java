package io.staithe.blob;

import io.staithe.oci.UploadId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one request at a time write to a session on this node. Requests on two nodes are told apart when they record
 * their bytes. Thread-safe.
 */
final class UploadLeases {

    private final Set<UploadId> held = ConcurrentHashMap.newKeySet();

    /** Gives the session back when closed. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /** Empty if another request has the session. */
    Optional<Lease> tryAcquire(UploadId id) {
        return held.add(id) ? Optional.of(() -> held.remove(id)) : Optional.empty();
    }
}
