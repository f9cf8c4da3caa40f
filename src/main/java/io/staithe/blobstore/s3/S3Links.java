package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobContent.Remote.Headers;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Makes links that let clients read from the bucket for a while. Asks nobody. Thread-safe. */
final class S3Links {

    private final S3Presigner presigner;
    private final String bucket;
    private final Duration expiry;

    S3Links(S3Presigner presigner, String bucket, Duration expiry) {
        this.presigner = presigner;
        this.bucket = bucket;
        this.expiry = expiry;
    }

    URI link(String name, Headers answer) {
        return URI.create(presigner
                .presignGetObject(request -> request.signatureDuration(expiry)
                        .getObjectRequest(object -> object.bucket(bucket)
                                .key(name)
                                .responseContentType(answer.mediaType())
                                .responseCacheControl(answer.cacheControl())))
                .url()
                .toString());
    }
}
