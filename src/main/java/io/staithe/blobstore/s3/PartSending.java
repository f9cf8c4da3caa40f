package io.staithe.blobstore.s3;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.s3.BufferMemory.Lease;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import io.staithe.blobstore.s3.S3WriteState.Part;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Sends the parts of one multipart upload, several at once where there is memory for it. Used by one thread. */
final class PartSending {

    private final MultipartUploads uploads;
    private final BufferMemory memory;
    private final int mostAtOnce;
    private final StorageKey key;
    private final String uploadId;
    private final List<Part> parts;
    private final List<Flight> flights = new ArrayList<>();

    /** A part on its way. */
    private record Flight(Thread thread, FutureTask<Part> result) {}

    PartSending(MultipartUploads uploads, BufferMemory memory, int mostAtOnce, Multipart upload) {
        this.uploads = uploads;
        this.memory = memory;
        this.mostAtOnce = mostAtOnce;
        this.key = new StorageKey(upload.key());
        this.uploadId = upload.uploadId();
        this.parts = new ArrayList<>(upload.parts());
    }

    /** Of the object that the parts will be. */
    StorageKey key() {
        return key;
    }

    /** From 1. */
    int nextNumber() {
        return parts.size() + flights.size() + 1;
    }

    /**
     * Sends a part, by itself if there is memory for others to be gathered meanwhile, otherwise before this returns.
     *
     * @throws IOException if this part or an earlier one could not be sent
     */
    void send(Bytes part) throws IOException {
        collect(mostAtOnce - 1);
        int number = nextNumber();
        Optional<Lease> lease = mostAtOnce > 1 ? memory.tryTake(part.size()) : Optional.empty();
        if (lease.isPresent()) {
            sendBeside(number, part, lease.get());
        } else {
            collect(0);
            parts.add(uploads.putPart(key, uploadId, number, part));
        }
    }

    private void sendBeside(int number, Bytes part, Lease lease) {
        FutureTask<Part> result = new FutureTask<>(() -> {
            try (lease) {
                return uploads.putPart(key, uploadId, number, part);
            }
        });
        flights.add(new Flight(Thread.ofVirtual().name("part-" + number).start(result), result));
    }

    /** Waits until no more than so many parts are on their way. */
    private void collect(int most) throws IOException {
        while (flights.size() > most
                || (!flights.isEmpty() && flights.getFirst().result().isDone())) {
            parts.add(result(flights.removeFirst()));
        }
    }

    private static Part result(Flight flight) throws IOException {
        try {
            return flight.result().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a part was sent");
        }
    }

    /** The upload with all its parts, which are durable. */
    Multipart finished() throws IOException {
        collect(0);
        return new Multipart(key.value(), uploadId, List.copyOf(parts));
    }

    /** Gives up what is on its way; nothing is sent any more when this returns. */
    void cancel() {
        flights.forEach(flight -> flight.thread().interrupt());
        boolean interrupted = Thread.interrupted();
        for (Flight flight : flights) {
            interrupted |= !join(flight.thread());
        }
        flights.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean join(Thread thread) {
        try {
            thread.join();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    void abort() throws IOException {
        uploads.abort(key, uploadId);
    }
}
