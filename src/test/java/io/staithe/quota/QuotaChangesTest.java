package io.staithe.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.gc.DueTasks;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.TaskStates;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Images;
import io.staithe.testing.LoggedErrors;
import io.staithe.testing.LoggingInTurn;
import io.staithe.testing.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Quotas that come, change and go, and accounts that are wrong. */
class QuotaChangesTest {

    private static final int KB = 1024;

    @Test
    void whatIsThereCountsWhenAQuotaComes(@TempDir Path data) {
        byte[] layer = Samples.bytes(6 * KB);
        byte[] manifest = Images.manifest(layer);
        try (QuotaRegistry quotas = QuotaRegistry.start(data, List.of())) {
            quotas.client().pushBlob("team/app", layer);
            quotas.client().pushBlob("team/other", layer);
            quotas.pushManifest("team/app", "1", Images.MANIFEST, manifest).expect(201);
            String upload = quotas.client().startUpload("team/app");
            quotas.client().ask("PATCH " + upload, Samples.bytes(KB)).expect(202);
        }
        Amounts all = new Amounts(7L * KB + manifest.length, 1, 1);
        try (QuotaRegistry quotas = QuotaRegistry.start(data, List.of("team bytes=5KB tags=1", "none tags=1"))) {
            assertThat(quotas.exactlyUsed("team")).isEqualTo(all);
            assertThat(quotas.exactlyUsed("none")).isEqualTo(Amounts.NONE);
            quotas.pushAtOnce("team/app", Samples.bytes(KB)).refused(403, ErrorCode.DENIED);
            quotas.client()
                    .ask("DELETE /v2/team/other/blobs/" + QuotaRegistry.digest(layer))
                    .expect(202);
            assertThat(quotas.exactlyUsed("team")).isEqualTo(all);
        }
        try (QuotaRegistry quotas = QuotaRegistry.start(data, List.of("team bytes=9KB"))) {
            assertThat(quotas.exactlyUsed("team")).isEqualTo(all);
            quotas.pushAtOnce("team/app", Samples.bytes(KB)).expect(201);
        }
        try (QuotaRegistry quotas = QuotaRegistry.start(data, List.of())) {
            quotas.pushAtOnce("team/app", Samples.bytes(100 * KB)).expect(201);
            assertThat(quotas.registry().bean(Quotas.class).all()).isEmpty();
        }
    }

    private static List<String> errorsOfRecount(QuotaRegistry quotas) throws IOException {
        LoggedErrors errors = new LoggedErrors();
        errors.open();
        try {
            new DueTasks(quotas.registry().beans()).run("quota-recount");
        } finally {
            errors.close();
        }
        return errors.soFar();
    }

    @Test
    void anAccountThatIsWrongIsToldAndMendedWhenSomebodySaysSo(@TempDir Path data) throws Exception {
        try (QuotaRegistry quotas = QuotaRegistry.start(data, List.of("team bytes=9KB"))) {
            quotas.pushAtOnce("team/app", Samples.bytes(KB)).expect(201);
            quotas.update("UPDATE quota_share SET bytes = bytes + 100 WHERE share = 0");
            quotas.database()
                    .write(() -> quotas.registry().bean(TaskStates.class).forgetEnd("quota-recount"));
            assertThat(LoggingInTurn.undisturbed(() -> errorsOfRecount(quotas)))
                    .filteredOn(line -> line.contains("QuotaRecount"))
                    .singleElement()
                    .asString()
                    .contains("'team'", "100 bytes");
            JsonNode shown =
                    quotas.client().ask("GET /api/v1/quotas/team").expect(200).json();
            assertThat(shown.path("difference").path("bytes").longValue()).isEqualTo(100);
            assertThat(shown.path("used").path("bytes").longValue()).isEqualTo(KB + 100);
            assertThat(quotas.registry()
                            .bean(MeterRegistry.class)
                            .get("staithe.quota.difference")
                            .tags("quota", "team", "kind", "bytes")
                            .gauge()
                            .value())
                    .isEqualTo(100);

            JsonNode mended = quotas.client()
                    .ask("POST /api/v1/quotas/team/recount")
                    .expect(200)
                    .json();
            assertThat(mended.path("difference").path("bytes").longValue()).isZero();
            assertThat(quotas.exactlyUsed("team").bytes()).isEqualTo(KB);
            assertThat(quotas.client()
                            .ask("GET /api/v1/audit?kind=quota.recount")
                            .expect(200)
                            .text())
                    .contains("bytes=100");
        }
    }
}
