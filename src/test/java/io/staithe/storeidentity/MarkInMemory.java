package io.staithe.storeidentity;

import io.staithe.blobstore.StoreMark;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mark that tests take away and put back. */
final class MarkInMemory implements StoreMark {

    private volatile @Nullable String identity;
    private volatile @Nullable IOException failure;

    @Override
    public Optional<String> read() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        return Optional.ofNullable(identity);
    }

    @Override
    public void write(String written) {
        identity = written;
    }

    void remove() {
        identity = null;
    }

    /** @param reason null to work again */
    void fail(@Nullable IOException reason) {
        failure = reason;
    }

    @Override
    public String place() {
        return "the mark in memory";
    }

    @Override
    public Setting setting() {
        return new Setting("staithe.storage", "memory");
    }

    @Override
    public Duration trust() {
        return Duration.ofHours(1);
    }
}
