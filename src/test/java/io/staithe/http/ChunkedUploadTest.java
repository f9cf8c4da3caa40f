package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Uploads in several requests. */
@ExtendWith(SharedRegistry.class)
class ChunkedUploadTest {

    private static final byte[] NOTHING = {};

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final byte[] content = Samples.bytes(30_000);
    private final Digest digest = Digest.of(Algorithm.SHA256, content);
    private final String location;

    ChunkedUploadTest(RegistryClient client) {
        this.client = client;
        this.location = client.startUpload(repository);
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    private Answer patch(int from, int to) {
        return patch(from + "-" + (to - 1), part(from, to));
    }

    private Answer patch(String range, byte[] body) {
        return client.ask(
                "PATCH " + location, body, "Content-Type", "application/octet-stream", "Content-Range", range);
    }

    private void finish() {
        client.ask("PUT " + location + "?digest=" + digest, NOTHING).expect(201);
        requireBlob();
    }

    private void requireBlob() {
        assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest).body())
                .isEqualTo(content);
    }

    private void requireStatus(String range) {
        Answer status = client.ask("GET " + location).expect(204);
        assertThat(status.header("Range")).isEqualTo(range);
        assertThat(status.header("Location")).isEqualTo(location);
        assertThat(status.header("Docker-Upload-UUID")).isEqualTo(location.substring(location.lastIndexOf('/') + 1));
    }

    @Test
    void chunksInOrderMakeTheBlob() {
        Answer first = patch(0, 10_000).expect(202);
        assertThat(first.header("Range")).isEqualTo("0-9999");
        assertThat(first.header("Location")).isEqualTo(location);
        assertThat(first.header("Content-Length")).isEqualTo("0");
        assertThat(patch(10_000, 10_001).expect(202).header("Range")).isEqualTo("0-10000");
        requireStatus("0-10000");
        assertThat(patch(10_001, 30_000).expect(202).header("Range")).isEqualTo("0-29999");
        finish();
    }

    @Test
    void withoutARangeBytesAreAppended() {
        client.ask("PATCH " + location, part(0, 10_000)).expect(202);
        client.ask("PATCH " + location, UploadTest.chunked(part(10_000, 30_000)))
                .expect(202);
        finish();
    }

    @Test
    void theLastChunkMayComeWithThePut() {
        patch(0, 10_000).expect(202);
        client.ask("PUT " + location + "?digest=" + digest, part(10_000, 30_000), "Content-Range", "10000-29999")
                .expect(201);
        requireBlob();
    }

    @Test
    void theLastChunkMayComeWithThePutAndWithoutARange() {
        patch(0, 10_000).expect(202);
        client.ask("PUT " + location + "?digest=" + digest, UploadTest.chunked(part(10_000, 30_000)))
                .expect(201);
        requireBlob();
    }

    @Test
    void aChunkAheadOrAgainIsRefusedAndChangesNothing() {
        for (int[] wrong : new int[][] {{1, 100}, {10_000, 20_000}}) {
            Answer refused = patch(wrong[0], wrong[1]).refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
            assertThat(refused.header("Location")).isEqualTo(location);
            assertThat(refused.header("Range")).isEqualTo("0-0");
        }
        patch(0, 10_000).expect(202);
        Answer again = patch(0, 10_000).refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
        assertThat(again.header("Range")).isEqualTo("0-9999");
        patch(5_000, 15_000).refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
        requireStatus("0-9999");
        patch(10_000, 30_000).expect(202);
        finish();
    }

    @Test
    void aPutOutOfOrderIsRefusedAndTheSessionGoesOn() {
        patch(0, 10_000).expect(202);
        for (String range : new String[] {"0-9999", "20000-29999", "10001-29999"}) {
            Answer refused =
                    client.ask("PUT " + location + "?digest=" + digest, part(20_000, 30_000), "Content-Range", range);
            refused.refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
            assertThat(refused.header("Location")).isEqualTo(location);
            assertThat(refused.header("Range")).isEqualTo("0-9999");
        }
        patch(10_000, 30_000).expect(202);
        finish();
    }

    @Test
    void aRangeOfAnotherLengthThanTheBodyIsRefusedAndChangesNothing() {
        patch(0, 10_000).expect(202);
        patch("10000-29999", part(10_000, 20_000)).refused(400, ErrorCode.SIZE_INVALID);
        patch("10000-10001", part(10_000, 20_000)).refused(400, ErrorCode.SIZE_INVALID);
        patch("10000-10000", NOTHING).refused(400, ErrorCode.SIZE_INVALID);
        requireStatus("0-9999");
        client.ask("PUT " + location + "?digest=" + digest, part(10_000, 20_000), "Content-Range", "10000-29999")
                .refused(400, ErrorCode.SIZE_INVALID);
        requireStatus("0-9999");
        patch(10_000, 30_000).expect(202);
        finish();
    }

    @Test
    void aMalformedRangeIsRefused() {
        for (String range : new String[] {"bytes 0-9/10", "bytes=0-9", "9-0", "0-", "-9", "0-9/10", "a-b", "0-1-2"}) {
            patch(range, part(0, 10)).refused(416, ErrorCode.BLOB_UPLOAD_INVALID);
        }
        requireStatus("0-0");
    }

    @Test
    void anEmptyChunkIsAChunk() {
        Answer answer =
                client.ask("PATCH " + location, UploadTest.chunked(NOTHING)).expect(202);
        assertThat(answer.header("Range")).isEqualTo("0-0");
        client.ask("PATCH " + location, NOTHING).expect(202);
        client.ask("PATCH " + location, content).expect(202);
        client.ask("PATCH " + location, NOTHING).expect(202);
        finish();
    }

    @Test
    void theStatusIsAlsoThereUnderTheAddressOfThePut() {
        patch(0, 2).expect(202);
        assertThat(client.ask("GET " + location + "?digest=" + digest)
                        .expect(204)
                        .header("Range"))
                .isEqualTo("0-1");
        assertThat(client.ask("HEAD " + location).expect(204).header("Range")).isEqualTo("0-1");
    }

    @Test
    void theDigestIsOfTheWholeBlob() {
        patch(0, 10_000).expect(202);
        Digest ofChunk = Digest.of(Algorithm.SHA256, part(10_000, 30_000));
        client.ask("PUT " + location + "?digest=" + ofChunk, part(10_000, 30_000))
                .refused(400, ErrorCode.DIGEST_INVALID);
        client.ask("GET /v2/" + repository + "/blobs/" + ofChunk).expect(404);
    }
}
