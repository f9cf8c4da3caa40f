package io.staithe.testing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A request that S3 was sent, still counting while it runs.
 *
 * @param operation as Amazon's reference calls it
 * @param key of the object, empty for a call about the bucket
 * @param sent bytes of the request's body so far
 * @param received bytes of the answer's body so far
 */
public record S3Call(String operation, String key, AtomicLong sent, AtomicLong received) {

    /** @param target path and query, the path beginning with the bucket */
    static S3Call of(String method, String target, boolean copies) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark);
        int slash = path.indexOf('/', 1);
        String key = slash < 0 ? "" : path.substring(slash + 1);
        return new S3Call(operation(method, key.isEmpty(), query, copies), key, new AtomicLong(), new AtomicLong());
    }

    private static String operation(String method, boolean bucket, String query, boolean copies) {
        return switch (method) {
            case "HEAD" -> bucket ? "HeadBucket" : "HeadObject";
            case "GET" -> bucket ? listing(query) : "GetObject";
            case "DELETE" -> query.contains("uploadId=") ? "AbortMultipartUpload" : "DeleteObject";
            case "POST" -> posted(query);
            default -> put(query.contains("partNumber="), copies);
        };
    }

    private static String listing(String query) {
        return query.contains("list-type=2") ? "ListObjectsV2" : "ListMultipartUploads";
    }

    private static String posted(String query) {
        if (query.contains("uploadId=")) {
            return "CompleteMultipartUpload";
        }
        return query.contains("uploads") ? "CreateMultipartUpload" : "DeleteObjects";
    }

    private static String put(boolean part, boolean copies) {
        if (copies) {
            return part ? "UploadPartCopy" : "CopyObject";
        }
        return part ? "UploadPart" : "PutObject";
    }

    /** Whether the request's body is content of an object. */
    boolean isContentSent() {
        return operation.equals("PutObject") || operation.equals("UploadPart");
    }

    /** Whether the answer's body is content of an object. */
    boolean isContentReceived() {
        return operation.equals("GetObject");
    }
}
