package io.staithe.blobstore.s3;

import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.NoPermissionException;
import io.staithe.blobstore.StorageFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells the failures of S3 apart, as far as a caller acts on the difference. */
final class S3Failure {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final Set<String> LOST = Set.of("NoSuchKey", "NoSuchUpload", "InvalidPart");
    private static final Set<String> FULL = Set.of(
            "QuotaExceeded",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "InsufficientStorage",
            "StorageFull");

    private S3Failure() {}

    /** A call to S3. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws SdkException;
    }

    /**
     * Runs a call.
     *
     * @param what the call does, as a log line has it
     * @throws IOException also where the SDK throws the HTTP client's exception, as it does for an answer that breaks off
     */
    static <T> T translated(String what, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (AwsServiceException e) {
            throw translated(what, e);
        } catch (SdkException | UncheckedIOException e) {
            throw new IOException(what + " failed: " + causes(e), e);
        }
    }

    private static IOException translated(String what, AwsServiceException e) {
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        String message = what + " failed: " + e.getMessage();
        if (LOST.contains(code) || (e.statusCode() == NOT_FOUND && !code.equals("NoSuchBucket"))) {
            BytesLostException lost = new BytesLostException(message);
            lost.initCause(e);
            return lost;
        }
        IOException failure = new IOException(message, e);
        if (e.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(code)) {
            return new StorageFullException(message, failure);
        }
        return e.statusCode() == FORBIDDEN ? new NoPermissionException(message, failure) : failure;
    }

    /** The SDK's own message often says no more than that the call failed. */
    private static String causes(Throwable e) {
        StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            text.append(": ").append(cause);
        }
        return text.toString();
    }
}
