package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.AtOnce;
import io.staithe.testing.Credentials;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/** The image that {@code -Dimage} names, as an operator runs it; {@code src/e2e/image/run} builds it and runs this. */
@Testcontainers
class ContainerImageCheck {

    private static final long MEMORY = 256L << 20;
    private static final int REGISTRY_PORT = 5000;
    private static final int LARGE = 64 << 20;
    private static final String PASSWORD = "image check";

    @Container
    private static final GenericContainer<?> REGISTRY = new GenericContainer<>(DockerImageName.parse(
                    Objects.requireNonNull(System.getProperty("image"), "run src/e2e/image/run, which sets image")))
            .withExposedPorts(REGISTRY_PORT)
            .withEnv("STAITHE_ACCESS_ANONYMOUS", "push")
            .withEnv("STAITHE_ACCESS_ADMINPASSWORD", PASSWORD)
            .withTmpFs(Map.of("/tmp", "rw"))
            .withCreateContainerCmdModifier(command -> limit(Objects.requireNonNull(command.getHostConfig())))
            .waitingFor(Wait.forHealthcheck())
            .withStartupTimeout(Duration.ofMinutes(2));

    private static void limit(HostConfig host) {
        host.withMemory(MEMORY).withMemorySwap(MEMORY).withReadonlyRootfs(true).withCapDrop(Capability.ALL);
    }

    private static RegistryClient client() {
        return new RegistryClient("http://" + REGISTRY.getHost() + ":" + REGISTRY.getMappedPort(REGISTRY_PORT));
    }

    private static void requireAlive() {
        ContainerState state = REGISTRY.getCurrentContainerInfo().getState();
        assertThat(state.getOOMKilled()).isFalse();
        assertThat(state.getRunning()).isTrue();
    }

    @Test
    void anImageThatWasPushedIsPulledByTagAndByDigest() {
        RegistryClient client = client();
        Digest digest = client.pushImage("team/app", "1", "in a container");
        byte[] manifest = client.ask("GET /v2/team/app/manifests/1", "Accept", Images.MANIFEST)
                .expect(200)
                .body();
        assertThat(Digest.of(Algorithm.SHA256, manifest)).isEqualTo(digest);
        assertThat(client.ask("GET /v2/team/app/manifests/" + digest)
                        .expect(200)
                        .body())
                .isEqualTo(manifest);
        assertThat(client.ask("GET /v2/team/app/tags/list").expect(200).text()).contains("\"1\"");
        requireAlive();
    }

    @Test
    void blobsThatAreTogetherLargerThanItsMemoryGoThroughIt() {
        RegistryClient client = client();
        byte[] content = Samples.bytes(LARGE);
        AtOnce.run(4, i -> {
            String repository = "large/r" + i;
            Digest digest = client.pushBlob(repository, content);
            return assertThat(client.ask("GET /v2/" + repository + "/blobs/" + digest)
                            .expect(200)
                            .body())
                    .isEqualTo(content);
        });
        requireAlive();
    }

    @Test
    void onlyTheAdministratorDeletes() {
        RegistryClient client = client();
        Digest digest = client.pushImage("team/other", "1", "to be deleted");
        String request = "DELETE /v2/team/other/manifests/" + digest;
        client.ask(request).expect(401);
        client.ask(request, "Authorization", Credentials.basic("admin", PASSWORD))
                .expect(202);
        client.ask("GET /v2/team/other/manifests/1").expect(404);
    }
}
