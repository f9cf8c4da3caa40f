package io.staithe.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.Credentials;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a registry was given, a line for each thing, and the question whether all of it is still there. Everybody may push
 * there, and {@code admin} may delete.
 */
record Stock(List<String> lines) {

    static final String PASSWORD = "correct horse battery staple";
    static final String ADMIN = Credentials.basic("admin", PASSWORD);

    private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
    private static final int LARGE = 20_000;
    private static final int HALF = 8_000;

    Stock {
        lines = List.copyOf(lines);
    }

    /** Pushes a bit of everything below a namespace in which nothing is yet. */
    static Stock push(RegistryClient client, String namespace) {
        return new Filling(client, namespace).fill();
    }

    /** Each thing is asked for by its name, and its bytes are compared with its digest. */
    void requireAllIn(RegistryClient client) {
        for (String line : lines) {
            String[] word = line.split(" ", -1);
            switch (word[0]) {
                case "blob" -> requireContent(client, line, "/blobs/" + word[2], word[1], word[2]);
                case "manifest" ->
                    assertThat(requireContent(client, line, "/manifests/" + word[2], word[1], word[2])
                                    .header("Content-Type"))
                            .as(line)
                            .isEqualTo(word[3]);
                case "tag" -> requireContent(client, line, "/manifests/" + word[2], word[1], word[3]);
                case "tags" ->
                    assertThat(ask(client, "GET /v2/" + word[1] + "/tags/list").text())
                            .as(line)
                            .contains("\"tags\":[" + word[2] + "]");
                case "referrer" ->
                    assertThat(ask(client, "GET /v2/" + word[1] + "/referrers/" + word[2])
                                    .text())
                            .as(line)
                            .contains(word[3]);
                case "gone" ->
                    client.ask("GET /v2/" + word[1] + "/manifests/" + word[2]).expect(404);
                case "upload" ->
                    assertThat(client.ask("GET " + word[1]).expect(204).header("Range"))
                            .as(line)
                            .isEqualTo("0-" + (HALF - 1));
                default -> throw new AssertionError(line);
            }
        }
    }

    /** Ends the uploads that were begun. What they were is not in the stock any more. */
    void finishUploads(RegistryClient client) {
        for (String line : lines) {
            String[] word = line.split(" ", -1);
            if (word[0].equals("upload")) {
                byte[] content = bytes(word[2], LARGE);
                Digest digest = Digest.of(Algorithm.SHA256, content);
                client.ask("PUT " + word[1] + "?digest=" + digest, Arrays.copyOfRange(content, HALF, LARGE))
                        .expect(201);
                requireContent(client, line, "/blobs/" + digest, word[2], digest.toString());
            }
        }
    }

    /** All lines but those of uploads. */
    Stock withoutUploads() {
        return new Stock(
                lines.stream().filter(line -> !line.startsWith("upload ")).toList());
    }

    private static Answer ask(RegistryClient client, String request) {
        return client.ask(request, "Accept", "*/*").expect(200);
    }

    private static Answer requireContent(
            RegistryClient client, String line, String path, String repository, String digest) {
        Answer answer = ask(client, "GET /v2/" + repository + path);
        Algorithm algorithm = Digest.parse(digest).verifiableBy();
        assertThat(Digest.of(algorithm, answer.body()).toString()).as(line).isEqualTo(digest);
        return answer;
    }

    /** The same for the same name, whatever the run. */
    private static byte[] bytes(String name, int length) {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    /** The pushes, in an order that leaves something in every table. */
    private static final class Filling {

        private final RegistryClient client;
        private final String app;
        private final String copy;
        private final String docker;
        private final List<String> lines = new ArrayList<>();

        private Filling(RegistryClient client, String namespace) {
            this.client = client;
            this.app = namespace + "/app";
            this.copy = namespace + "/copy";
            this.docker = namespace + "/docker";
        }

        private Stock fill() {
            byte[] layer = bytes(app + " layer", LARGE);
            byte[] config = ("{\"of\":\"" + app + "\"}").getBytes(UTF_8);
            blob(app, config);
            chunkedBlob(app, layer);
            byte[] first = Images.manifest(config, layer);
            byte[] second = Images.manifest(config, layer, config);
            manifest(app, "1", Images.MANIFEST, first);
            manifest(app, "2", Images.MANIFEST, second);
            client.pushManifest(app, "moved", Images.MANIFEST, first);
            manifest(app, "moved", Images.MANIFEST, second);
            manifest(app, "multi", Images.INDEX, Images.index(first, second));
            String subject = "\"subject\":" + Images.descriptor(Images.MANIFEST, first) + ",";
            Digest referrer = manifest(app, "about", Images.MANIFEST, Images.manifestWith(subject, config));
            lines.add("referrer %s %s %s".formatted(app, Digest.of(Algorithm.SHA256, first), referrer));
            deleted(app, config);
            lines.add("tags " + app + " \"1\",\"2\",\"about\",\"moved\",\"multi\"");
            mounted(layer, config);
            sha512(config);
            begun();
            return new Stock(lines);
        }

        private void blob(String repository, byte[] content) {
            lines.add("blob %s %s".formatted(repository, client.pushBlob(repository, content)));
        }

        private void chunkedBlob(String repository, byte[] content) {
            String location = client.startUpload(repository);
            client.ask("PATCH " + location, Arrays.copyOf(content, HALF)).expect(202);
            client.ask("PATCH " + location, Arrays.copyOfRange(content, HALF, LARGE))
                    .expect(202);
            Digest digest = Digest.of(Algorithm.SHA256, content);
            client.ask("PUT " + location + "?digest=" + digest).expect(201);
            lines.add("blob %s %s".formatted(repository, digest));
        }

        private Digest manifest(String repository, String tag, String mediaType, byte[] content) {
            Digest digest = client.pushManifest(repository, tag, mediaType, content);
            lines.add("manifest %s %s %s".formatted(repository, digest, mediaType));
            lines.add("tag %s %s %s".formatted(repository, tag, digest));
            return digest;
        }

        private void deleted(String repository, byte[] config) {
            byte[] unwanted = Images.manifest(config, config, config);
            Digest digest = client.pushManifest(repository, "unwanted", Images.MANIFEST, unwanted);
            for (String reference : new String[] {"unwanted", digest.toString()}) {
                client.ask("DELETE /v2/" + repository + "/manifests/" + reference, "Authorization", ADMIN)
                        .expect(202);
                lines.add("gone %s %s".formatted(repository, reference));
            }
        }

        private void mounted(byte[] layer, byte[] config) {
            for (byte[] content : List.of(layer, config)) {
                Digest digest = Digest.of(Algorithm.SHA256, content);
                client.ask("POST /v2/" + copy + "/blobs/uploads/?mount=" + digest + "&from=" + app)
                        .expect(201);
                lines.add("blob %s %s".formatted(copy, digest));
            }
            manifest(copy, "1", Images.MANIFEST, Images.manifest(config, layer));
        }

        /** In a Docker manifest, which names its layers by the usual digest all the same. */
        private void sha512(byte[] config) {
            byte[] layer = bytes(docker, LARGE);
            Digest digest = Digest.of(Algorithm.SHA512, layer);
            client.ask("PUT " + client.startUpload(docker) + "?digest=" + digest, layer)
                    .expect(201);
            lines.add("blob %s %s".formatted(docker, digest));
            blob(docker, config);
            blob(docker, layer);
            String manifest = new String(Images.manifest(config, layer), UTF_8)
                    .replace(Images.MANIFEST, DOCKER)
                    .replace(Digest.of(Algorithm.SHA256, layer).toString(), digest.toString());
            manifest(docker, "1", DOCKER, manifest.getBytes(UTF_8));
        }

        private void begun() {
            String location = client.startUpload(copy);
            client.ask("PATCH " + location, Arrays.copyOf(bytes(copy, LARGE), HALF))
                    .expect(202);
            lines.add("upload %s %s".formatted(location, copy));
        }
    }
}
