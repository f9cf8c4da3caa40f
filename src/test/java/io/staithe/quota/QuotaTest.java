package io.staithe.quota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.staithe.blob.BlobUploads;
import io.staithe.blob.UploadBody;
import io.staithe.gc.DueTasks;
import io.staithe.manifest.Restores;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.OverQuotaException;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import io.staithe.testing.Answer;
import io.staithe.testing.AtOnce;
import io.staithe.testing.Images;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What counts, until when, and what is refused. */
@TestInstance(Lifecycle.PER_CLASS)
class QuotaTest {

    private static final int KB = 1024;

    private final QuotaRegistry quotas;
    private final RegistryClient client;

    QuotaTest(@TempDir Path data) {
        quotas = QuotaRegistry.start(
                data,
                List.of(
                        "many bytes=20KB",
                        "labels tags=7",
                        "few repositories=3",
                        "failing bytes=10KB",
                        "broken bytes=10KB",
                        "shared bytes=10KB",
                        "cycle bytes=10KB repositories=1 tags=2",
                        "undo tags=1",
                        "early bytes=10KB",
                        "nearly bytes=10KB",
                        "fixed tags=1",
                        "outer bytes=1MB",
                        "outer/inner bytes=4KB",
                        "mixed bytes=1MB",
                        "parameters tags=4"),
                "staithe.tags.immutable[0].name=releases",
                "staithe.tags.immutable[0].repository=fixed/**",
                "staithe.tags.immutable[0].tags=v*");
        client = quotas.client();
    }

    @AfterAll
    void stop() {
        quotas.close();
    }

    private static long count(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    private static byte[] otherIndex() {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[ ]}"
                .formatted(Images.INDEX)
                .getBytes(UTF_8);
    }

    private void deleteManifest(String repository, byte[] manifest) {
        client.ask("DELETE /v2/" + repository + "/manifests/" + QuotaRegistry.digest(manifest))
                .expect(202);
    }

    @Test
    void fiftyPushesAtOnceFillAQuotaExactly() {
        List<Answer> answers = AtOnce.run(50, i -> quotas.pushAtOnce("many/r" + i % 7, Samples.bytes(KB)));
        assertThat(count(answers, 201)).isEqualTo(20);
        assertThat(count(answers, 403)).isEqualTo(30);
        assertThat(quotas.exactlyUsed("many").bytes()).isEqualTo(20L * KB);
    }

    @Test
    void fiftyTagsAtOnceFillAQuotaExactly() {
        List<Answer> answers =
                AtOnce.run(50, i -> quotas.pushManifest("labels/app", "t" + i, Images.INDEX, Images.index()));
        assertThat(count(answers, 201)).isEqualTo(7);
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> answer.refused(403, ErrorCode.DENIED));
        assertThat(quotas.exactlyUsed("labels")).isEqualTo(new Amounts(Images.index().length, 1, 7));
    }

    @Test
    void repositoriesThatAreFilledAndEmptiedAtOnceAreCountedExactly() {
        List<Answer> answers =
                AtOnce.run(20, i -> quotas.pushManifest("few/r" + i % 10, "t" + i, Images.INDEX, Images.index()));
        assertThat(quotas.exactlyUsed("few").repositories()).isEqualTo(3);
        assertThat(count(answers, 403)).isEqualTo(14);
        AtOnce.run(
                20,
                i -> i % 2 == 0
                        ? client.ask("DELETE /v2/few/r" + i / 2 + "/manifests/" + QuotaRegistry.digest(Images.index()))
                        : quotas.pushManifest("few/r" + i / 2, "again", Images.INDEX, Images.index()));
        assertThat(quotas.exactlyUsed("few").repositories()).isLessThanOrEqualTo(3);
    }

    @Test
    void aRefusalSaysWhatIsUsedAndHowMuchThereIs() {
        quotas.pushAtOnce("early/app", Samples.bytes(6 * KB)).expect(201);
        Answer refused = quotas.pushAtOnce("early/app", Samples.bytes(5 * KB)).refused(403, ErrorCode.DENIED);
        assertThat(refused.text())
                .contains(
                        "quota 'early' for early/**", "6 KB of 10 KB are used and 5 KB more", "staithe quota reclaim");
        assertThat(quotas.exactlyUsed("early").bytes()).isEqualTo(6L * KB);
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItIsRead() {
        String location = client.startUpload("early/other");
        try (RawConnection connection = new RawConnection(quotas.registry().port())) {
            connection.write("PATCH " + location + " HTTP/1.1\r\nHost: registry\r\nContent-Length: 100000000\r\n\r\n");
            assertThat(connection.readAnswer().refused(403, ErrorCode.DENIED).text())
                    .contains("'early'");
        }
        client.ask("GET " + location).expect(404);
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedWhenItIsTooLong() {
        String location = client.startUpload("failing/chunked");
        byte[] content = Samples.bytes(2 << 20);
        client.ask("PATCH " + location, BodyPublishers.ofByteArrays(List.of(content)))
                .refused(403, ErrorCode.DENIED);
        client.ask("GET " + location).expect(404);
    }

    @Test
    void whatFailsOrEndsGivesItsRoomBack() throws IOException {
        byte[] content = Samples.bytes(4 * KB);
        String wrong = client.startUpload("failing/app");
        client.ask("PUT " + wrong + "?digest=" + QuotaRegistry.digest("other".getBytes(UTF_8)), content)
                .refused(400, ErrorCode.DIGEST_INVALID);
        assertThat(quotas.exactlyUsed("failing").bytes()).isZero();

        String cancelled = client.startUpload("failing/app");
        client.ask("PATCH " + cancelled, content).expect(202);
        assertThat(quotas.exactlyUsed("failing").bytes()).isEqualTo(4L * KB);
        client.ask("DELETE " + cancelled).expect(204);
        assertThat(quotas.exactlyUsed("failing").bytes()).isZero();

        String cut = client.startUpload("failing/app");
        new RawConnection(quotas.registry().port())
                .write("PATCH " + cut + " HTTP/1.1\r\nHost: registry\r\nContent-Length: 8192\r\n\r\n")
                .write(Samples.bytes(3 * KB))
                .reset();
        await().until(() -> client.ask("GET " + cut).header("Range").equals("0-" + (3 * KB - 1)));
        assertThat(quotas.exactlyUsed("failing").bytes()).isEqualTo(3L * KB);
        quotas.update("UPDATE upload SET expires_at = 0");
        new DueTasks(quotas.registry().beans()).run("upload-expiry");
        assertThat(quotas.exactlyUsed("failing").bytes()).isZero();
    }

    @Test
    void aRequestThatFailsGivesBackWhatItAnnounced() {
        BlobUploads uploads = quotas.registry().bean(BlobUploads.class);
        String location = client.startUpload("broken/app");
        client.ask("PATCH " + location, Samples.bytes(KB)).expect(202);
        UploadId id = new UploadId(location.substring(location.lastIndexOf('/') + 1));
        RepositoryName name = RepositoryName.parse("broken/app");
        Digest digest = QuotaRegistry.digest("any".getBytes(UTF_8));
        for (ThrowingCallable request : List.<ThrowingCallable>of(
                () -> uploads.append(name, id, failingBody()), () -> uploads.finish(name, id, digest, failingBody()))) {
            assertThatThrownBy(request).isInstanceOf(IllegalStateException.class);
            assertThat(quotas.exactlyUsed("broken").bytes()).isEqualTo(KB);
        }
        client.ask("PATCH " + location, Samples.bytes(9 * KB)).expect(202);
        assertThat(quotas.exactlyUsed("broken").bytes()).isEqualTo(10L * KB);
    }

    private static UploadBody failingBody() {
        InputStream stream = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("fails");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return read();
            }
        };
        return new UploadBody(stream, 8 * KB, Optional.empty());
    }

    @Test
    void aBlobOfSeveralRepositoriesCountsOnce() {
        byte[] content = Samples.bytes(8 * KB);
        client.pushBlob("shared/one", content);
        client.ask("POST /v2/shared/two/blobs/uploads/?from=shared/one&mount=" + QuotaRegistry.digest(content))
                .expect(201);
        quotas.pushAtOnce("shared/three", content).expect(201);
        assertThat(quotas.exactlyUsed("shared").bytes()).isEqualTo(8L * KB);

        String blob = "/blobs/" + QuotaRegistry.digest(content);
        client.ask("DELETE /v2/shared/one" + blob).expect(202);
        client.ask("DELETE /v2/shared/two" + blob).expect(202);
        assertThat(quotas.exactlyUsed("shared").bytes()).isEqualTo(8L * KB);
        client.ask("DELETE /v2/shared/three" + blob).expect(202);
        assertThat(quotas.exactlyUsed("shared").bytes()).isZero();
    }

    @Test
    void ofSeveralQuotasAllHold() {
        byte[] content = Samples.bytes(3 * KB);
        client.pushBlob("outer/inner/app", content);
        client.pushBlob("outer/app", content);
        assertThat(quotas.exactlyUsed("outer").bytes()).isEqualTo(3L * KB);
        assertThat(quotas.pushAtOnce("outer/inner/app", Samples.bytes(2 * KB))
                        .refused(403, ErrorCode.DENIED)
                        .text())
                .contains("'outer.inner'");
        quotas.pushAtOnce("outer/app", Samples.bytes(2 * KB)).expect(201);
        assertThat(quotas.exactlyUsed("outer").bytes()).isEqualTo(5L * KB);
        assertThat(quotas.exactlyUsed("outer.inner").bytes()).isEqualTo(3L * KB);
    }

    @Test
    void theTrashCountsUntilItIsEmptied() throws IOException {
        byte[] layer = Samples.bytes(6 * KB);
        client.pushBlob("cycle/app", layer);
        byte[] manifest = Images.manifest(layer);
        quotas.pushManifest("cycle/app", "1", Images.MANIFEST, manifest).expect(201);
        quotas.pushManifest("cycle/other", "1", Images.INDEX, Images.index()).refused(403, ErrorCode.DENIED);
        deleteManifest("cycle/app", manifest);
        Amounts deleted = quotas.exactlyUsed("cycle");
        assertThat(deleted).isEqualTo(new Amounts(6L * KB + manifest.length, 0, 0));

        quotas.registry()
                .bean(Restores.class)
                .manifest(RepositoryName.parse("cycle/app"), QuotaRegistry.digest(manifest), "me");
        assertThat(quotas.exactlyUsed("cycle")).isEqualTo(deleted.plus(new Amounts(0, 1, 1)));
        deleteManifest("cycle/app", manifest);
        quotas.collect();
        assertThat(quotas.exactlyUsed("cycle")).isEqualTo(Amounts.NONE);
        quotas.pushAtOnce("cycle/app", Samples.bytes(10 * KB)).expect(201);
    }

    @Test
    void whatHasNoRoomIsNotRestored() {
        quotas.pushManifest("undo/app", "old", Images.INDEX, Images.index()).expect(201);
        deleteManifest("undo/app", Images.index());
        quotas.pushManifest("undo/app", "new", Images.INDEX, otherIndex()).expect(201);
        Restores restores = quotas.registry().bean(Restores.class);
        RepositoryName name = RepositoryName.parse("undo/app");
        assertThatThrownBy(() -> restores.manifest(name, QuotaRegistry.digest(Images.index()), "me"))
                .isInstanceOf(OverQuotaException.class)
                .hasMessageContaining("1 of 1 tags");
        client.ask("DELETE /v2/undo/app/manifests/new").expect(202);
        restores.manifest(name, QuotaRegistry.digest(Images.index()), "me");
        assertThat(quotas.exactlyUsed("undo").tags()).isEqualTo(1);
    }

    @Test
    void whoComesNearALimitIsWarned() {
        quotas.pushAtOnce("nearly/app", Samples.bytes(8 * KB));
        Answer warned = quotas.pushAtOnce("nearly/app", Samples.bytes(KB + 512)).expect(201);
        assertThat(warned.header("Warning")).isEqualTo("299 - \"95 % of the bytes of the quota 'nearly' are used\"");
        Answer manifest = quotas.pushManifest("nearly/app", "1", Images.INDEX, Images.index())
                .expect(201);
        assertThat(manifest.header("Warning")).contains("'nearly'");
    }

    @Test
    void anImmutableTagIsKeptWhateverRoomThereIs() {
        quotas.pushManifest("fixed/app", "v1", Images.INDEX, Images.index()).expect(201);
        quotas.pushManifest("fixed/app", "v1", Images.INDEX, Images.index()).expect(201);
        byte[] other = otherIndex();
        assertThat(quotas.pushManifest("fixed/app", "v1", Images.INDEX, other)
                        .refused(403, ErrorCode.DENIED)
                        .text())
                .contains("'releases'");
        assertThat(quotas.pushManifest("fixed/app", "v2", Images.INDEX, other)
                        .refused(403, ErrorCode.DENIED)
                        .text())
                .contains("1 of 1 tags");
        assertThat(quotas.exactlyUsed("fixed")).isEqualTo(new Amounts(Images.index().length, 1, 1));
    }

    @Test
    void ofSeveralTagsInOneRequestAllFitOrNone() {
        String digest = QuotaRegistry.digest(Images.index()).toString();
        quotas.pushManifest("parameters/app", digest + "?tag=a&tag=b&tag=c", Images.INDEX, Images.index())
                .expect(201);
        quotas.pushManifest("parameters/app", digest + "?tag=c&tag=d&tag=e", Images.INDEX, Images.index())
                .refused(403, ErrorCode.DENIED);
        assertThat(quotas.exactlyUsed("parameters").tags()).isEqualTo(3);
        quotas.pushManifest("parameters/app", digest + "?tag=c&tag=d", Images.INDEX, Images.index())
                .expect(201);
        assertThat(quotas.exactlyUsed("parameters").tags()).isEqualTo(4);
    }

    @Test
    void pushesAndDeletesOfSharedContentAtOnceKeepTheAccount() {
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            contents.add(Samples.bytes(KB));
        }
        AtOnce.run(32, i -> {
            byte[] content = contents.get(i % 4);
            String repository = "mixed/r" + i / 4 % 4;
            for (int round = 0; round < 4; round++) {
                if ((i + round) % 2 == 0) {
                    quotas.pushAtOnce(repository, content);
                } else {
                    client.ask("DELETE /v2/" + repository + "/blobs/" + QuotaRegistry.digest(content));
                }
            }
            return i;
        });
        assertThat(quotas.exactlyUsed("mixed").bytes()).isLessThanOrEqualTo(1L << 20);
    }
}
