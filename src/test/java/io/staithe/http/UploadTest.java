package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import io.staithe.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upload sessions and uploads in one piece. */
@ExtendWith(SharedRegistry.class)
class UploadTest {

    private static final byte[] NOTHING = {};

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String uploads = "/v2/" + repository + "/blobs/uploads/";
    private final byte[] content = Samples.bytes(100_000);
    private final Digest digest = Digest.of(Algorithm.SHA256, content);

    private final Database database;

    UploadTest(TestRegistry registry, RegistryClient client) {
        this.client = client;
        this.database = registry.bean(Database.class);
    }

    static BodyPublisher chunked(byte[] content) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    }

    private void requireBlob(Answer created, Digest expected, byte[] bytes) {
        created.expect(201);
        assertThat(created.header("Location")).isEqualTo("/v2/" + repository + "/blobs/" + expected);
        assertThat(created.header("Docker-Content-Digest")).isEqualTo(expected.toString());
        assertThat(created.header("Content-Length")).isEqualTo("0");
        assertThat(client.ask("GET " + created.header("Location")).expect(200).body())
                .isEqualTo(bytes);
    }

    @Test
    void aSessionSaysWhereItIs() {
        for (String path : new String[] {uploads, "/v2/" + repository + "/blobs/uploads", uploads + "?origin=x"}) {
            Answer answer = client.ask("POST " + path, NOTHING, "Content-Type", "application/json")
                    .expect(202);
            assertThat(answer.header("Location")).matches(uploads + "[0-9a-f]{32}");
            assertThat(answer.header("Location")).endsWith(answer.header("Docker-Upload-UUID"));
            assertThat(answer.header("Range")).isEqualTo("0-0");
            assertThat(answer.header("Content-Length")).isEqualTo("0");
            assertThat(answer.headers("OCI-Chunk-Min-Length")).isEmpty();
        }
    }

    @Test
    void onePutIsAWholeBlob() {
        String location = client.startUpload(repository);
        requireBlob(client.ask("PUT " + location + "?digest=" + digest, content), digest, content);
        client.ask("GET " + location).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    @Test
    void theDigestMayBeEscapedAndTheBodyChunked() {
        String query = "?unknown=%2B&digest=" + digest.toString().replace(":", "%3A");
        requireBlob(client.ask("PUT " + client.startUpload(repository) + query, chunked(content)), digest, content);
    }

    @Test
    void theEmptyBlobIsABlob() {
        Digest empty = Digest.of(Algorithm.SHA256, NOTHING);
        String query = "?digest=" + empty;
        requireBlob(client.ask("PUT " + client.startUpload(repository) + query, NOTHING), empty, NOTHING);
        requireBlob(client.ask("PUT " + client.startUpload(repository) + query, chunked(NOTHING)), empty, NOTHING);
        requireBlob(client.ask("POST " + uploads + query, NOTHING), empty, NOTHING);
        requireBlob(client.ask("POST " + uploads + query, chunked(NOTHING)), empty, NOTHING);
    }

    @Test
    void onePostIsAWholeBlob() {
        requireBlob(client.ask("POST " + uploads + "?digest=" + digest, content), digest, content);
    }

    @Test
    void aFormThatIsNoneIsContent() {
        byte[] form = "a=1&digest=x".getBytes(UTF_8);
        Digest expected = Digest.of(Algorithm.SHA256, form);
        for (String type : new String[] {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
            requireBlob(
                    client.ask("POST " + uploads + "?digest=" + expected, form, "Content-Type", type), expected, form);
        }
    }

    @Test
    void aBlobThatIsThereMayBePushedAgain() {
        client.pushBlob(repository, content);
        requireBlob(
                client.ask("PUT " + client.startUpload(repository) + "?digest=" + digest, content), digest, content);
    }

    @Test
    void anotherDigestThanTheContentsIsRefusedAndNothingIsThere() {
        String wrong = "sha256:" + "0".repeat(64);
        client.ask("PUT " + client.startUpload(repository) + "?digest=" + wrong, content)
                .refused(400, ErrorCode.DIGEST_INVALID);
        client.ask("POST " + uploads + "?digest=" + wrong, content).refused(400, ErrorCode.DIGEST_INVALID);
        client.ask("HEAD /v2/" + repository + "/blobs/" + wrong).expect(404);
        client.ask("HEAD /v2/" + repository + "/blobs/" + digest).expect(404);
    }

    @Test
    void aPutWithoutAUsableDigestKeepsTheSession() {
        String location = client.startUpload(repository);
        client.ask("PATCH " + location, content).expect(202);
        for (String query : new String[] {"", "?digest=", "?digest=x", "?digest=md5:00", "?digest=sha256:00"}) {
            client.ask("PUT " + location + query, NOTHING).refused(400, ErrorCode.DIGEST_INVALID);
        }
        requireBlob(client.ask("PUT " + location + "?digest=" + digest, NOTHING), digest, content);
    }

    @Test
    void aSessionBelongsToItsRepository() {
        String location = client.startUpload(repository);
        String elsewhere = location.replace(repository, Samples.repository());
        for (String method : new String[] {"GET ", "PATCH ", "DELETE "}) {
            client.ask(method + elsewhere).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        }
        client.ask("PUT " + elsewhere + "?digest=" + digest, content).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        client.ask("GET " + location).expect(204);
    }

    @Test
    void anExpiredSessionIsGone() {
        String location = client.startUpload(repository);
        String id = location.substring(location.lastIndexOf('/') + 1);
        database.write(() -> database.sql()
                .sql("UPDATE upload SET expires_at = 0 WHERE id = ?")
                .param(id)
                .update());
        for (String method : new String[] {"GET ", "PATCH ", "DELETE "}) {
            client.ask(method + location).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        }
        client.ask("PUT " + location + "?digest=" + digest, content).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    @Test
    void theRequestThatFinishedASessionMayBeSentAgain() {
        String put = "PUT " + client.startUpload(repository) + "?digest=";
        for (int i = 0; i < 3; i++) {
            Answer answer = client.ask(put + digest, content).expect(201);
            assertThat(answer.header("Location")).isEqualTo("/v2/" + repository + "/blobs/" + digest);
        }
        client.ask(put + digest).expect(201);
        byte[] other = Samples.bytes(10);
        client.ask(put + Digest.of(Algorithm.SHA256, other), other).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    @Test
    void aCancelledSessionIsGone() {
        String location = client.startUpload(repository);
        client.ask("PATCH " + location, content).expect(202);
        Answer cancelled = client.ask("DELETE " + location).expect(204);
        assertThat(cancelled.body()).isEmpty();
        client.ask("DELETE " + location).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
        client.ask("PATCH " + location, content).refused(404, ErrorCode.BLOB_UPLOAD_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?digest-algorithm=sha256", "?digest-algorithm=sha512"})
    void whicheverAlgorithmWasAnnouncedTheClosingDigestCounts(String announced) {
        for (Algorithm algorithm : Algorithm.values()) {
            byte[] own = Samples.bytes(50_000);
            Digest expected = Digest.of(algorithm, own);
            String location =
                    client.ask("POST " + uploads + announced).expect(202).header("Location");
            client.ask("PATCH " + location, own).expect(202);
            requireBlob(client.ask("PUT " + location + "?digest=" + expected, NOTHING), expected, own);
        }
    }

    @Test
    void sha512WorksInOnePieceAndIsVerified() {
        Digest expected = Digest.of(Algorithm.SHA512, content);
        requireBlob(client.ask("POST " + uploads + "?digest=" + expected, content), expected, content);
        client.ask("POST " + uploads + "?digest=sha512:" + "0".repeat(128), content)
                .refused(400, ErrorCode.DIGEST_INVALID);
        client.ask("POST " + uploads + "?digest-algorithm=sha1").refused(400, ErrorCode.DIGEST_INVALID);
    }
}
