package io.staithe.blobstore.s3;

import io.staithe.blobstore.BlobStore.Visitor;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.StorageKey;
import io.staithe.blobstore.StoreMark;
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
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one bucket, each method one call unless it says otherwise. Thread-safe. */
final class S3Bucket {

    private static final String OCTETS = "application/octet-stream";
    private static final int MOST_DELETED_AT_ONCE = 1000;

    private final S3Client client;
    private final S3Properties properties;
    private final ObjectNames names;
    private final String bucket;

    S3Bucket(S3Client client, S3Properties properties) {
        this.client = client;
        this.properties = properties;
        this.names = properties.objectNames();
        this.bucket = properties.requiredBucket();
    }

    /** What the name of every object begins with. */
    String prefix() {
        return names.prefix();
    }

    /** The name of the object that a key means. */
    String name(StorageKey key) {
        return names.of(key);
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
        Optional<StorageKey> key =
                names.key(object.key()).filter(k -> !k.value().equals(StoreMark.NAME));
        if (key.isPresent() && object.lastModified().isBefore(olderThan)) {
            visitor.visit(key.get(), object.size());
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

    static RequestBody body(Bytes content) {
        return RequestBody.fromContentProvider(content::stream, content.size(), OCTETS);
    }
}
