package io.staithe.blobstore.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** What the store is told to check the bytes of a request with. */
enum Checksum {
    CRC32C,
    CRC32,
    SHA256,
    NONE;

    /** Base64, as the headers have it; null for none. */
    @Nullable
    String of(Bytes bytes) {
        return switch (this) {
            case CRC32C -> crc(new CRC32C(), bytes);
            case CRC32 -> crc(new CRC32(), bytes);
            case SHA256 -> sha256(bytes);
            case NONE -> null;
        };
    }

    private static String crc(java.util.zip.Checksum checksum, Bytes bytes) {
        bytes.forEach(checksum::update);
        byte[] value = ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array();
        return Base64.getEncoder().encodeToString(value);
    }

    private static String sha256(Bytes bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            bytes.forEach(digest::update);
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void describe(PutObjectRequest.Builder request, @Nullable String value) {
        switch (this) {
            case CRC32C -> request.checksumCRC32C(value);
            case CRC32 -> request.checksumCRC32(value);
            case SHA256 -> request.checksumSHA256(value);
            case NONE -> {}
        }
    }

    void describe(CreateMultipartUploadRequest.Builder request) {
        switch (this) {
            case CRC32C -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
            case CRC32 -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32);
            case SHA256 -> request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
            case NONE -> {}
        }
    }

    void describe(UploadPartRequest.Builder request, @Nullable String value) {
        switch (this) {
            case CRC32C -> request.checksumCRC32C(value);
            case CRC32 -> request.checksumCRC32(value);
            case SHA256 -> request.checksumSHA256(value);
            case NONE -> {}
        }
    }

    void describe(CompletedPart.Builder part, @Nullable String value) {
        switch (this) {
            case CRC32C -> part.checksumCRC32C(value);
            case CRC32 -> part.checksumCRC32(value);
            case SHA256 -> part.checksumSHA256(value);
            case NONE -> {}
        }
    }
}
