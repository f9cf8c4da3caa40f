package io.staithe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RawConnection;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.TestRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that stops in the middle is told so and does not hold anything for ever. */
class SlowClientTest {

    @Test
    void aBodyThatDoesNotComeIsGivenUpAndGoesOnLater(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data, "server.tomcat.connection-timeout=300ms")) {
            RegistryClient client = registry.client();
            String repository = Samples.repository();
            byte[] content = {1, 2, 3, 4, 5, 6};
            String location = client.startUpload(repository);
            try (RawConnection connection = new RawConnection(registry.port())) {
                connection
                        .write("PATCH " + location + " HTTP/1.1\r\nHost: registry\r\nContent-Length: 6\r\n\r\n")
                        .write(new byte[] {1, 2, 3});
                connection.readAnswer().refused(408, ErrorCode.SIZE_INVALID);
                assertThat(connection.isClosedByServer()).isTrue();
            }
            Answer status = client.ask("GET " + location).expect(204);
            assertThat(status.header("Range")).isEqualTo("0-2");
            client.ask("PATCH " + location, new byte[] {4, 5, 6}, "Content-Range", "3-5")
                    .expect(202);
            client.ask("PUT " + location + "?digest=" + Digest.of(Algorithm.SHA256, content))
                    .expect(201);
            try (RawConnection connection = new RawConnection(registry.port())) {
                connection
                        .write("PUT /v2/" + repository + "/manifests/1 HTTP/1.1\r\nHost: registry\r\nContent-Type: "
                                + Images.MANIFEST + "\r\nContent-Length: 1000\r\n\r\n{")
                        .readAnswer()
                        .refused(408, ErrorCode.SIZE_INVALID);
            }
            try (RawConnection connection = new RawConnection(registry.port())) {
                connection.write("GET /v2/ HTTP/1.1\r\nHo");
                assertThat(connection.isClosedByServer()).isTrue();
            }
            client.ask("GET /v2/" + repository + "/manifests/1").expect(404);
        }
    }
}
