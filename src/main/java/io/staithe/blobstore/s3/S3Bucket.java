package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobStore.Visitor;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.StoreMark;
import io.staithe.blobstore.s3.S3WriteState.Multipart;
import io.staithe.blobstore.s3.S3WriteState.Part;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The calls to one bucket, each method one call unless it says otherwise. Thread-safe. */
final class S3Bucket {

    private static final String OCTETS = "application/octet-stream";
    private static final int MOST_DELETED_AT_ONCE = 1000;
    private static final int LOOKED_UP_AT_ONCE = 400;

    private final S3Client client;
    private final S3Properties properties;
    private final String bucket;

    S3Bucket(S3Client client, S3Properties properties) {
        this.client = client;
        this.properties = properties;
        this.bucket = properties.requiredBucket();
    }

    /** What the name of every object begins with. */
    String prefix() {
        return properties.namePrefix();
    }

    /** The name of the object that a key means. */
    String name(StorageKey key) {
        return properties.namePrefix() + key.value();
    }

    void put(StorageKey key, Bytes content) throws IOException {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(name(key))
                .serverSideEncryption(properties.serverSideEncryption())
                .ssekmsKeyId(properties.kmsKeyId())
                .storageClass(properties.storageClass());
        properties.checksumMode().describe(request, properties.checksumMode().of(content));
        S3Failure.translated("PutObject of " + name(key), () -> client.putObject(request.build(), body(content)));
    }

    /** @return the upload's id */
    String begin(StorageKey key) throws IOException {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(name(key))
                .serverSideEncryption(properties.serverSideEncryption())
                .ssekmsKeyId(properties.kmsKeyId())
                .storageClass(properties.storageClass());
        properties.checksumMode().describe(request);
        return S3Failure.translated(
                "CreateMultipartUpload of " + name(key),
                () -> client.createMultipartUpload(request.build()).uploadId());
    }

    Part putPart(StorageKey key, String uploadId, int number, Bytes content) throws IOException {
        String checksum = properties.checksumMode().of(content);
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(bucket)
                .key(name(key))
                .uploadId(uploadId)
                .partNumber(number);
        properties.checksumMode().describe(request, checksum);
        String etag = S3Failure.translated(
                "UploadPart " + number + " of " + name(key),
                () -> client.uploadPart(request.build(), body(content)).eTag());
        return new Part(number, content.size(), etag, checksum);
    }

    /** @throws BytesLostException if the upload has ended, or a part has other bytes by now */
    void complete(Multipart upload) throws IOException {
        List<CompletedPart> parts = upload.parts().stream().map(this::completed).toList();
        StorageKey key = new StorageKey(upload.key());
        S3Failure.translated(
                "CompleteMultipartUpload of " + name(key),
                () -> client.completeMultipartUpload(request -> request.bucket(bucket)
                        .key(name(key))
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

    /** Succeeds if there is no such upload. */
    void abort(StorageKey key, String uploadId) throws IOException {
        abort(name(key), uploadId);
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

    /**
     * Aborts uploads that began before an instant: a call for each thousand, and one for each that is aborted.
     *
     * @param unneeded says which of some keys may go
     * @return how many were aborted
     */
    long abortOld(Instant olderThan, UnaryOperator<Set<StorageKey>> unneeded) throws IOException {
        List<MultipartUpload> old = uploads(prefix()).stream()
                .filter(upload -> upload.initiated().isBefore(olderThan))
                .filter(upload -> StorageKey.isKey(keyOf(upload.key())))
                .toList();
        long aborted = 0;
        for (int from = 0; from < old.size(); from += LOOKED_UP_AT_ONCE) {
            List<MultipartUpload> some = old.subList(from, Math.min(old.size(), from + LOOKED_UP_AT_ONCE));
            Set<StorageKey> unwanted = unneeded.apply(some.stream()
                    .map(upload -> new StorageKey(keyOf(upload.key())))
                    .collect(Collectors.toSet()));
            for (MultipartUpload upload : some) {
                if (unwanted.contains(new StorageKey(keyOf(upload.key())))) {
                    abort(upload.key(), upload.uploadId());
                    aborted++;
                }
            }
        }
        return aborted;
    }

    private String keyOf(String name) {
        return name.substring(properties.namePrefix().length());
    }

    /**
     * Reads a part of an object.
     *
     * @param size of the whole object, in bytes
     * @param length bytes of the part, at least 1
     * @throws BytesLostException if there is no object of this size
     */
    InputStream read(StorageKey key, long size, long offset, long length) throws IOException {
        return new ObjectStream(client, bucket, name(key), size, offset, length);
    }

    /** All bytes of a small object. */
    byte[] get(StorageKey key) throws IOException {
        return S3Failure.translated(
                "GetObject of " + name(key),
                () -> client.getObjectAsBytes(request -> request.bucket(bucket).key(name(key)))
                        .asByteArray());
    }

    /** Bytes of an object. */
    long size(StorageKey key) throws IOException {
        return S3Failure.translated(
                "HeadObject of " + name(key),
                () -> client.headObject(request -> request.bucket(bucket).key(name(key)))
                        .contentLength());
    }

    /**
     * The checksum that the server keeps of a whole object, in hexadecimal digits. One of a multipart upload is that of its
     * parts' checksums, and of no use here.
     */
    Optional<String> recordedSha256(StorageKey key, long size) throws IOException {
        HeadObjectResponse head = S3Failure.translated(
                "HeadObject of " + name(key),
                () -> client.headObject(
                        request -> request.bucket(bucket).key(name(key)).checksumMode(ChecksumMode.ENABLED)));
        if (head.contentLength() != size) {
            throw new BytesLostException(name(key) + " has " + head.contentLength() + " bytes instead of " + size);
        }
        return Optional.ofNullable(head.checksumSHA256())
                .filter(checksum -> head.checksumType() != ChecksumType.COMPOSITE && checksum.indexOf('-') < 0)
                .map(checksum -> HexFormat.of().formatHex(Base64.getDecoder().decode(checksum)));
    }

    /** A call for each thousand. @return what could not be deleted, and why */
    Map<StorageKey, IOException> delete(Collection<StorageKey> keys) {
        Map<StorageKey, IOException> failures = new HashMap<>();
        List<StorageKey> rest = List.copyOf(keys);
        while (!rest.isEmpty()) {
            int count = Math.min(MOST_DELETED_AT_ONCE, rest.size());
            deleteSome(rest.subList(0, count), failures);
            rest = rest.subList(count, rest.size());
        }
        return failures;
    }

    private void deleteSome(List<StorageKey> keys, Map<StorageKey, IOException> failures) {
        Map<String, StorageKey> names = new HashMap<>();
        keys.forEach(key -> names.put(name(key), key));
        List<ObjectIdentifier> objects = names.keySet().stream()
                .map(name -> ObjectIdentifier.builder().key(name).build())
                .toList();
        try {
            DeleteObjectsResponse response = S3Failure.translated(
                    "DeleteObjects",
                    () -> client.deleteObjects(request -> request.bucket(bucket)
                            .delete(list -> list.objects(objects).quiet(true))));
            response.errors().forEach(error -> {
                StorageKey key = names.get(error.key());
                if (key != null && !"NoSuchKey".equals(error.code())) {
                    failures.put(key, new IOException(error.code() + ": " + error.message()));
                }
            });
        } catch (IOException e) {
            keys.forEach(key -> failures.put(key, e));
        }
    }

    /** Visits the objects whose name has this beginning. A call for each thousand. */
    void forEach(String beginning, Instant olderThan, Visitor visitor) throws IOException {
        String token = null;
        do {
            String from = token;
            ListObjectsV2Response page = S3Failure.translated(
                    "ListObjectsV2 of " + bucket + "/" + beginning,
                    () -> client.listObjectsV2(
                            request -> request.bucket(bucket).prefix(beginning).continuationToken(from)));
            for (S3Object object : page.contents()) {
                visit(object, olderThan, visitor);
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
    }

    private void visit(S3Object object, Instant olderThan, Visitor visitor) throws IOException {
        String key = keyOf(object.key());
        if (StorageKey.isKey(key)
                && !key.equals(StoreMark.NAME)
                && object.lastModified().isBefore(olderThan)) {
            visitor.visit(new StorageKey(key), object.size());
        }
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

    /** Lists next to nothing. @return the server's time, if it tells */
    Optional<Instant> list() throws IOException {
        return S3Failure.translated(
                "ListObjectsV2 of " + bucket,
                () -> client.listObjectsV2(request ->
                                request.bucket(bucket).prefix(prefix()).maxKeys(1))
                        .sdkHttpResponse()
                        .firstMatchingHeader("Date")
                        .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from)));
    }

    void head() throws IOException {
        S3Failure.translated("HeadBucket of " + bucket, () -> client.headBucket(request -> request.bucket(bucket)));
    }

    private static RequestBody body(Bytes content) {
        return RequestBody.fromContentProvider(content::stream, content.size(), OCTETS);
    }
}
