package io.staithe.blobstore.s3;

import io.staithe.settings.InvalidSettingException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Blobs as objects of an S3 bucket; used if {@code staithe.storage.type} is {@code s3}.
 *
 * @param bucket name of the bucket, which must exist; needed for {@code s3}
 * @param region region of the bucket; most servers other than Amazon's take any
 * @param endpoint URL of the server; without it Amazon's of the region
 * @param pathStyle whether the bucket is the first part of the path instead of the host's name
 * @param prefix what the name of every object begins with, such as {@code staithe/}
 * @param accessKeyId key to sign requests with; without it the environment, the profile, the container or the machine is
 *     asked, as Amazon's tools do
 * @param secretAccessKey secret of that key
 * @param sessionToken token of that key, if it is a temporary one
 * @param partSize size of the first 1,000 parts of a large upload; it doubles after every 1,000
 * @param maxConcurrentParts parts that one upload sends at once, if there is memory for them
 * @param bufferMemory memory that all uploads together gather parts in; who finds none waits
 * @param slowRate bytes a second that an upload must send while others wait for its memory; a slower one is suspended and
 *     answered 503
 * @param maxConnections connections to the server; each running part and each running download needs one
 * @param redirect whether clients are sent to the bucket for the bytes of a blob, by a signed link
 * @param publicEndpoint URL of the server in these links, if clients see it under another one
 * @param redirectExpiry how long such a link is good for
 * @param serverSideEncryption how the server is told to encrypt: {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse};
 *     without it as the bucket says
 * @param kmsKeyId key of the key service to encrypt with; without it the bucket's
 * @param storageClass storage class of the objects, such as {@code STANDARD_IA}; without it the bucket's
 * @param checksum what the server checks received bytes with: {@code crc32c}, {@code crc32}, {@code sha256} or {@code none}
 */
@ConfigurationProperties("staithe.storage.s3")
record S3Properties(
        @Nullable String bucket,
        @DefaultValue("us-east-1") String region,
        @Nullable String endpoint,
        @DefaultValue("false") boolean pathStyle,
        @Nullable String prefix,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable String sessionToken,
        @DefaultValue("8MB") DataSize partSize,
        @DefaultValue("4") int maxConcurrentParts,
        @DefaultValue("256MB") DataSize bufferMemory,
        @DefaultValue("16KB") DataSize slowRate,
        @DefaultValue("1000") int maxConnections,
        @DefaultValue("false") boolean redirect,
        @Nullable String publicEndpoint,
        @DefaultValue("20m") Duration redirectExpiry,
        @Nullable String serverSideEncryption,
        @Nullable String kmsKeyId,
        @Nullable String storageClass,
        @DefaultValue("crc32c") String checksum) {

    static final String NAME = "staithe.storage.s3.";

    private static final DataSize LEAST_PART = DataSize.ofMegabytes(5);
    private static final DataSize LARGEST_PART = DataSize.ofGigabytes(1);
    private static final Duration LONGEST_LINK = Duration.ofDays(7);
    private static final Set<String> ENCRYPTIONS = Set.of("AES256", "aws:kms", "aws:kms:dsse");

    S3Properties {
        requirePlace(endpoint, publicEndpoint, bucket, region, prefix);
        requireKey(accessKeyId, secretAccessKey, sessionToken);
        requireParts(partSize, maxConcurrentParts, bufferMemory, slowRate);
        requireTraffic(maxConnections, redirectExpiry);
        requireObjects(serverSideEncryption, kmsKeyId, storageClass, checksum);
    }

    private static void requirePlace(
            @Nullable String endpoint,
            @Nullable String publicEndpoint,
            @Nullable String bucket,
            String region,
            @Nullable String prefix) {
        requireUrl("endpoint", endpoint);
        requireUrl("public-endpoint", publicEndpoint);
        require(
                bucket == null || bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}"),
                "bucket",
                bucket,
                "this is no bucket's name",
                "Write the name alone, without 's3://' and without a path.");
        require(
                region.matches("[A-Za-z0-9-]+"),
                "region",
                region,
                "this is no region's name",
                "Write a name such as 'eu-central-1'.");
        require(
                prefix == null || prefix.matches("([A-Za-z0-9_-][A-Za-z0-9._-]*/)+"),
                "prefix",
                prefix,
                "it is no path that ends in '/'",
                "Write letters, digits, '.', '_' and '-', and end with '/', as in 'staithe/'.");
    }

    private static void requireKey(
            @Nullable String accessKeyId, @Nullable String secretAccessKey, @Nullable String sessionToken) {
        require(
                (accessKeyId == null) == (secretAccessKey == null),
                accessKeyId == null ? "access-key-id" : "secret-access-key",
                "",
                "a key and its secret go together",
                "Set both staithe.storage.s3.access-key-id and staithe.storage.s3.secret-access-key, or neither.");
        require(
                sessionToken == null || accessKeyId != null,
                "access-key-id",
                "",
                "a session token goes with a key",
                "Set the key too, or leave staithe.storage.s3.session-token out.");
    }

    private static void requireParts(
            DataSize partSize, int maxConcurrentParts, DataSize bufferMemory, DataSize slowRate) {
        require(
                partSize.compareTo(LEAST_PART) >= 0
                        && partSize.compareTo(LARGEST_PART) <= 0
                        && partSize.toBytes() % PartBuffer.PIECE_BYTES == 0,
                "part-size",
                partSize.toString(),
                "it is out of range",
                "Write whole megabytes from 5MB to 1024MB.");
        require(
                maxConcurrentParts >= 1 && maxConcurrentParts <= 100,
                "max-concurrent-parts",
                Integer.toString(maxConcurrentParts),
                "it is out of range",
                "Write a number from 1 to 100.");
        require(
                bufferMemory.toBytes() >= leastMemory(partSize),
                "buffer-memory",
                bufferMemory.toString(),
                "it is less than four parts need",
                "Write at least '%dMB', or a smaller staithe.storage.s3.part-size."
                        .formatted(Math.ceilDiv(leastMemory(partSize), 1 << 20)));
        require(
                !slowRate.isNegative(),
                "slow-rate",
                slowRate.toString(),
                "it is negative",
                "Write a size such as '16KB', or 0 to wait for everybody.");
    }

    private static void requireTraffic(int maxConnections, Duration redirectExpiry) {
        require(
                maxConnections >= 10,
                "max-connections",
                Integer.toString(maxConnections),
                "it is too small",
                "Write 10 or more.");
        require(
                redirectExpiry.compareTo(Duration.ofSeconds(10)) >= 0 && redirectExpiry.compareTo(LONGEST_LINK) <= 0,
                "redirect-expiry",
                redirectExpiry.toString(),
                "it is out of range",
                "Write a duration from 10s to 7d.");
    }

    private static void requireObjects(
            @Nullable String serverSideEncryption,
            @Nullable String kmsKeyId,
            @Nullable String storageClass,
            String checksum) {
        require(
                serverSideEncryption == null || ENCRYPTIONS.contains(serverSideEncryption),
                "server-side-encryption",
                serverSideEncryption,
                "there is no such encryption",
                "Write 'AES256', 'aws:kms' or 'aws:kms:dsse', or leave it out.");
        require(
                kmsKeyId == null || (serverSideEncryption != null && serverSideEncryption.startsWith("aws:kms")),
                "kms-key-id",
                kmsKeyId,
                "a key goes with encryption by the key service",
                "Set staithe.storage.s3.server-side-encryption to 'aws:kms' too.");
        require(
                storageClass == null || storageClass.matches("[A-Z0-9_]+"),
                "storage-class",
                storageClass,
                "this is no storage class",
                "Write a name such as 'STANDARD' or 'STANDARD_IA'.");
        require(
                Arrays.stream(Checksum.values()).anyMatch(value -> name(value).equals(checksum)),
                "checksum",
                checksum,
                "there is no such checksum",
                "Write "
                        + Arrays.stream(Checksum.values())
                                .map(value -> "'" + name(value) + "'")
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    private static String name(Checksum checksum) {
        return checksum.name().toLowerCase(Locale.ROOT);
    }

    /** Half of what is not for small amounts holds a part and what is kept back. */
    private static long leastMemory(DataSize partSize) {
        return 3 * (partSize.toBytes() + PartSizes.LEAST);
    }

    private static void requireUrl(String name, @Nullable String value) {
        require(
                value == null || isUrl(value),
                name,
                value,
                "this is no URL",
                "Write one such as 'https://s3.example.org'.");
    }

    private static boolean isUrl(String value) {
        try {
            URI uri = URI.create(value);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean right, String name, @Nullable String value, String reason, String remedy) {
        if (!right) {
            throw new InvalidSettingException(NAME + name, value == null ? "" : value, reason, remedy);
        }
    }

    /** @throws InvalidSettingException if there is none */
    String requiredBucket() {
        if (bucket == null) {
            throw new InvalidSettingException(
                    NAME + "bucket",
                    "",
                    "blobs are to lie in a bucket, and none is named",
                    "Write the name of a bucket that exists, or set staithe.storage.type to 'filesystem'.");
        }
        return bucket;
    }

    ObjectNames objectNames() {
        return new ObjectNames(prefix == null ? "" : prefix);
    }

    Checksum checksumMode() {
        return Checksum.valueOf(checksum.toUpperCase(Locale.ROOT));
    }
}
