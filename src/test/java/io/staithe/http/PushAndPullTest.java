package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushAndPullTest {

    @Test
    void whatWasPushedCanBePulledByTagAndByDigest(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data)) {
            RegistryClient client = registry.client();
            Digest digest = client.pushImage("team/app", "1", "hello");
            HttpResponse<byte[]> byTag = client.get("/v2/team/app/manifests/1");
            HttpResponse<byte[]> byDigest = client.get("/v2/team/app/manifests/" + digest);
            assertThat(byTag.statusCode()).isEqualTo(200);
            assertThat(byTag.headers().firstValue("Docker-Content-Digest")).contains(digest.toString());
            assertThat(byTag.body()).isEqualTo(byDigest.body());
        }
    }
}
