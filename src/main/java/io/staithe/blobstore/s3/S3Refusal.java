package io.staithe.blobstore.s3;

import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Says which setting or right is behind a failure of S3, in the words of who can mend it. */
final class S3Refusal {

    private static final int SERVER_ERROR = 500;
    private static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final String CHECK_KEY =
            "Check staithe.storage.s3.access-key-id and staithe.storage.s3.secret-access-key.";
    private static final Map<String, String> KEY_ERRORS = Map.of(
            "InvalidAccessKeyId", "the S3 server does not know the key",
            "XAdminUserNotFound", "the S3 server does not know the key",
            "SignatureDoesNotMatch", "the secret does not belong to the key",
            "ExpiredToken", "the session token has expired",
            "InvalidToken", "the session token is wrong");

    private final S3Properties properties;

    S3Refusal(S3Properties properties) {
        this.properties = properties;
    }

    InvalidSettingException of(String reason, String remedy) {
        return setting("bucket", properties.bucket(), reason, remedy);
    }

    /**
     * Explains a failure.
     *
     * @param right what the failed call needs to be allowed
     * @return empty if the server is at fault, which may pass
     */
    Optional<InvalidSettingException> of(String right, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AwsServiceException answer) {
                return answer.statusCode() >= SERVER_ERROR ? Optional.empty() : Optional.of(answered(right, answer));
            }
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return Optional.of(setting(
                        "endpoint",
                        properties.endpoint(),
                        "the S3 server cannot be reached: " + cause,
                        "Write its URL, and see that it runs and that this machine may connect to it."));
            }
            if (cause instanceof SdkClientException
                    && String.valueOf(cause.getMessage()).contains("credentials")) {
                return Optional.of(setting(
                        "access-key-id",
                        "",
                        "there is no key, and neither the environment nor a profile, the container or the machine has one",
                        "Set staithe.storage.s3.access-key-id and staithe.storage.s3.secret-access-key."));
            }
        }
        return Optional.empty();
    }

    private InvalidSettingException answered(String right, AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null
                ? ""
                : String.valueOf(answer.awsErrorDetails().errorCode());
        String reason = "the S3 server answers " + answer.statusCode() + " " + code + ": " + answer.getMessage();
        if (KEY_ERRORS.containsKey(code)) {
            return setting("access-key-id", properties.accessKeyId(), String.valueOf(KEY_ERRORS.get(code)), CHECK_KEY);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return of("the clock of this machine is wrong, says the S3 server", "Set it by NTP.");
        }
        if (code.equals("NoSuchBucket")) {
            return of("there is no such bucket", "Create it, or write the name of one that exists.");
        }
        if (code.equals("AuthorizationHeaderMalformed") || isRedirect(answer)) {
            return setting("region", properties.region(), regionReason(answer, reason), "Write the bucket's region.");
        }
        if (code.equals("InvalidStorageClass")) {
            return setting("storage-class", properties.storageClass(), reason, "Write a class that the server has.");
        }
        if (code.startsWith("KMS") || code.contains("Encryption")) {
            return setting("server-side-encryption", properties.serverSideEncryption(), reason, "See docs/storage.md.");
        }
        if (answer.statusCode() == FORBIDDEN) {
            return of("the key may not do " + right + " there: " + reason, "Allow it, as docs/storage.md says.");
        }
        if (answer.statusCode() == BAD_REQUEST && right.equals("s3:PutObject")) {
            return setting("checksum", properties.checksum(), reason, "Try another one, 'none' at last.");
        }
        return of(right + " failed, " + reason, "Check endpoint, path-style and bucket below staithe.storage.s3.");
    }

    private static boolean isRedirect(AwsServiceException answer) {
        return answer.statusCode() >= REDIRECT && answer.statusCode() < BAD_REQUEST;
    }

    private static String regionReason(AwsServiceException answer, String otherwise) {
        return answer.awsErrorDetails() == null
                ? otherwise
                : answer.awsErrorDetails()
                        .sdkHttpResponse()
                        .firstMatchingHeader("x-amz-bucket-region")
                        .map(region -> "the bucket is in the region " + region)
                        .orElse(otherwise);
    }

    private static InvalidSettingException setting(String name, @Nullable String value, String reason, String remedy) {
        return new InvalidSettingException(S3Properties.NAME + name, value == null ? "" : value, reason, remedy);
    }
}
