package io.staithe.blobstore.s3;

import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import io.staithe.blobstore.s3.S3WriteState.Part;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does once, with a few bytes, all that the store will do, so that what is missing is named at start. A server that is there
 * but not well is no reason not to start: readiness tells.
 */
final class S3StartCheck {

    private static final Logger log = LoggerFactory.getLogger(S3StartCheck.class);
    private static final int PROBE_BYTES = 20_000;
    private static final Duration MOST_SKEW = Duration.ofMinutes(1);

    private final S3Bucket bucket;
    private final MultipartUploads uploads;
    private final S3Refusal refusal;
    private final Clock clock;
    private final StorageKey object;
    private final StorageKey upload;
    private final byte[] content = new byte[PROBE_BYTES];

    S3StartCheck(
            S3Bucket bucket, MultipartUploads uploads, S3Properties properties, Clock clock, RandomGenerator random) {
        this.bucket = bucket;
        this.uploads = uploads;
        this.refusal = new S3Refusal(properties);
        this.clock = clock;
        String name = "probe/" + Long.toHexString(random.nextLong());
        this.object = new StorageKey(name + ".1");
        this.upload = new StorageKey(name + ".2");
        random.nextBytes(content);
    }

    /** A call or a few. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** @throws InvalidSettingException naming the property or the right that is wrong or missing */
    void run() {
        try {
            step("s3:ListBucket", this::list);
            step("s3:PutObject", () -> bucket.put(object, bytes()));
            step("s3:GetObject", () -> compare(object));
            step("s3:PutObject", this::completeParts);
            step("s3:GetObject", () -> compare(upload));
            step("s3:AbortMultipartUpload", () -> uploads.abort(upload, uploads.begin(upload)));
            step("s3:ListBucketMultipartUploads", () -> uploads.abortAll(bucket.name(upload)));
            step("s3:DeleteObject", this::delete);
        } catch (IOException e) {
            log.error("The S3 server does not work at the moment, starting all the same: {}", e.getMessage());
        }
    }

    private void step(String right, Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            Optional<InvalidSettingException> refused = refusal.of(right, e);
            if (refused.isPresent()) {
                throw refused.get();
            }
            throw e;
        }
    }

    private void list() throws IOException {
        Optional<Instant> time = bucket.list();
        Duration skew =
                time.map(t -> Duration.between(t, clock.instant()).abs()).orElse(Duration.ZERO);
        if (skew.compareTo(MOST_SKEW) > 0) {
            throw refusal.of(
                    "the clock of this machine and that of the S3 server are " + skew.toSeconds() + " s apart",
                    "Set both by NTP: signatures are refused from some minutes on.");
        }
    }

    /** The tag of a part keeps two writers of one upload apart, so a wrong one must be refused. */
    private void completeParts() throws IOException {
        String id = uploads.begin(upload);
        Part part = uploads.putPart(upload, id, 1, bytes());
        String wrong = "\"" + "0".repeat(32) + "\"";
        Part other = new Part(1, part.size(), wrong, part.checksum());
        if (uploads.completes(new Multipart(upload.value(), id, List.of(other)))) {
            log.warn(
                    "The S3 server completes uploads without looking at the tags of their parts: do not run more than one"
                            + " node on it");
        } else {
            uploads.complete(new Multipart(upload.value(), id, List.of(part)));
        }
    }

    private void compare(StorageKey key) throws IOException {
        byte[] found;
        try (InputStream stream = bucket.read(key, PROBE_BYTES, 0, PROBE_BYTES)) {
            found = stream.readAllBytes();
        }
        if (!Arrays.equals(found, content)) {
            throw refusal.of(
                    "the S3 server gives back other bytes than it was sent",
                    "Look for a proxy that changes bodies, or set staithe.storage.s3.checksum to 'none'.");
        }
    }

    private void delete() throws IOException {
        for (IOException failure : bucket.delete(List.of(object, upload)).values()) {
            throw failure;
        }
    }

    private Bytes bytes() {
        return new Bytes(List.of(content), PROBE_BYTES);
    }
}
