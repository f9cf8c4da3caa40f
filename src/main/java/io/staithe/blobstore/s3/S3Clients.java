package io.staithe.blobstore.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The SDK as the settings want it. */
final class S3Clients implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration CONNECTION = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 4;

    private final AwsCredentialsProvider credentials;
    private final S3Client client;
    private final @Nullable S3Presigner presigner;

    S3Clients(S3Properties properties) {
        this.credentials = credentials(properties);
        this.client = client(properties, credentials);
        this.presigner = properties.redirect() ? presigner(properties, credentials) : null;
    }

    S3Client client() {
        return client;
    }

    /** Null if clients are not sent to the bucket. */
    @Nullable
    S3Presigner presigner() {
        return presigner;
    }

    private static AwsCredentialsProvider credentials(S3Properties properties) {
        String id = properties.accessKeyId();
        String secret = properties.secretAccessKey();
        if (id == null || secret == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                properties.sessionToken() == null
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, properties.sessionToken()));
    }

    /**
     * Bodies are in memory and carry a checksum of ours in a header, so the SDK need neither frame nor sum them: several
     * servers store its framing as content.
     */
    private static S3Client client(S3Properties properties, AwsCredentialsProvider credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(properties.maxConnections())
                        .connectionTimeout(CONNECT)
                        .connectionAcquisitionTimeout(CONNECTION)
                        .socketTimeout(SILENCE)
                        .tcpKeepAlive(true))
                .credentialsProvider(credentials)
                .region(Region.of(properties.region()))
                .forcePathStyle(properties.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        service -> service.chunkedEncodingEnabled(false).expectContinueEnabled(false))
                .overrideConfiguration(call -> call.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build()));
        if (properties.endpoint() != null) {
            builder.endpointOverride(URI.create(properties.endpoint()));
        }
        return builder.build();
    }

    private static S3Presigner presigner(S3Properties properties, AwsCredentialsProvider credentials) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .credentialsProvider(credentials)
                .region(Region.of(properties.region()))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(properties.pathStyle())
                        .build());
        String endpoint = properties.publicEndpoint() == null ? properties.endpoint() : properties.publicEndpoint();
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    @Override
    public void close() {
        client.close();
        if (presigner != null) {
            presigner.close();
        }
        if (credentials instanceof AutoCloseable closeable) {
            close(closeable);
        }
    }

    private static void close(AutoCloseable credentials) {
        try {
            credentials.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
