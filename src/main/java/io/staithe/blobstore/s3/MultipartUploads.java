package io.staithe.blobstore.s3;

import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import io.staithe.blobstore.s3.S3WriteState.Part;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The multipart uploads to one bucket, each method one call unless it says otherwise. Thread-safe. */
final class MultipartUploads {

    private static final int LOOKED_UP_AT_ONCE = 400;

    private final S3Client client;
    private final S3Properties properties;
    private final ObjectNames names;
    private final String bucket;

    MultipartUploads(S3Client client, S3Properties properties) {
        this.client = client;
        this.properties = properties;
        this.names = properties.objectNames();
        this.bucket = properties.requiredBucket();
    }

    /** @return the upload's id */
    String begin(StorageKey key) throws IOException {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(names.of(key))
                .serverSideEncryption(properties.serverSideEncryption())
                .ssekmsKeyId(properties.kmsKeyId())
                .storageClass(properties.storageClass());
        properties.checksumMode().describe(request);
        return S3Failure.translated(
                "CreateMultipartUpload of " + names.of(key),
                () -> client.createMultipartUpload(request.build()).uploadId());
    }

    Part putPart(StorageKey key, String uploadId, int number, Bytes content) throws IOException {
        String checksum = properties.checksumMode().of(content);
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(bucket)
                .key(names.of(key))
                .uploadId(uploadId)
                .partNumber(number);
        properties.checksumMode().describe(request, checksum);
        String etag = S3Failure.translated(
                "UploadPart " + number + " of " + names.of(key),
                () -> client.uploadPart(request.build(), S3Bucket.body(content)).eTag());
        return new Part(number, content.size(), etag, checksum);
    }

    /** @throws BytesLostException if the upload has ended, or a part has other bytes by now */
    void complete(Multipart upload) throws IOException {
        List<CompletedPart> parts = upload.parts().stream().map(this::completed).toList();
        StorageKey key = new StorageKey(upload.key());
        S3Failure.translated(
                "CompleteMultipartUpload of " + names.of(key),
                () -> client.completeMultipartUpload(request -> request.bucket(bucket)
                        .key(names.of(key))
                        .uploadId(upload.uploadId())
                        .multipartUpload(list -> list.parts(parts))));
    }

    private CompletedPart completed(Part part) {
        CompletedPart.Builder completed =
                CompletedPart.builder().partNumber(part.number()).eTag(part.etag());
        if (part.checksum() != null) {
            properties.checksumMode().describe(completed, part.checksum());
        }
        return completed.build();
    }

    /** Whether the upload is completed; another failure than that of its parts is thrown. */
    boolean completes(Multipart upload) throws IOException {
        try {
            complete(upload);
            return true;
        } catch (BytesLostException e) {
            return false;
        }
    }

    /** Succeeds if there is no such upload. */
    void abort(StorageKey key, String uploadId) throws IOException {
        abort(names.of(key), uploadId);
    }

    private void abort(String name, String uploadId) throws IOException {
        try {
            S3Failure.translated(
                    "AbortMultipartUpload of " + name,
                    () -> client.abortMultipartUpload(
                            request -> request.bucket(bucket).key(name).uploadId(uploadId)));
        } catch (BytesLostException e) {
            return;
        }
    }

    /** Aborts the uploads whose object has a name with this beginning: a call to list them, and one for each. */
    void abortAll(String beginning) throws IOException {
        for (MultipartUpload upload : uploads(beginning)) {
            abort(upload.key(), upload.uploadId());
        }
    }

    private List<MultipartUpload> uploads(String beginning) throws IOException {
        return S3Failure.translated(
                "ListMultipartUploads of " + beginning,
                () ->
                        client
                                .listMultipartUploadsPaginator(
                                        request -> request.bucket(bucket).prefix(beginning))
                                .uploads()
                                .stream()
                                .toList());
    }

    /** An upload that was listed, and the key that its object is named after. */
    private record Unfinished(StorageKey key, String uploadId) {}

    /**
     * Aborts uploads that began before an instant: a call for each thousand, and one for each that is aborted.
     *
     * @param unneeded says which of some keys may go
     * @return how many were aborted
     */
    long abortOld(Instant olderThan, UnaryOperator<Set<StorageKey>> unneeded) throws IOException {
        List<Unfinished> old = uploads(names.prefix()).stream()
                .filter(upload -> upload.initiated().isBefore(olderThan))
                .flatMap(upload -> names.key(upload.key()).map(key -> new Unfinished(key, upload.uploadId())).stream())
                .toList();
        long aborted = 0;
        for (int from = 0; from < old.size(); from += LOOKED_UP_AT_ONCE) {
            List<Unfinished> some = old.subList(from, Math.min(old.size(), from + LOOKED_UP_AT_ONCE));
            Set<StorageKey> unwanted =
                    unneeded.apply(some.stream().map(Unfinished::key).collect(Collectors.toSet()));
            for (Unfinished upload : some) {
                if (unwanted.contains(upload.key())) {
                    abort(upload.key(), upload.uploadId());
                    aborted++;
                }
            }
        }
        return aborted;
    }
}
