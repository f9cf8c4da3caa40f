package io.staithe.durability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One client that pushes images, moves tags, its own and those of all clients, and deletes some. Used by one thread. */
final class ImagePusher {

    private static final int REPOSITORIES = 3;

    private final int number;
    private final RegistryClient client;
    private final Ledger ledger;
    private final List<Content> shared;
    private final Random random;
    private final BlobPusher blobs;

    ImagePusher(int number, RegistryClient client, Ledger ledger, List<Content> shared, Random random) {
        this.number = number;
        this.client = client;
        this.ledger = ledger;
        this.shared = shared;
        this.random = random;
        this.blobs = new BlobPusher(client, ledger, random);
    }

    /** One image with its tag; now and then an index of it, or the end of a tag. */
    void push() {
        String repository = repository();
        byte[] image = image(repository);
        manifest(repository, tag(), Images.MANIFEST, image);
        if (random.nextInt(8) == 0) {
            manifest(repository, tag(), Images.INDEX, Images.index(image));
        }
        if (random.nextInt(8) == 0) {
            deleteTag(repository, tag());
        }
    }

    private byte[] image(String repository) {
        Content config = Content.of(random.nextLong(), 200 + random.nextInt(2000));
        blobs.push(repository, config, repository());
        List<String> layers = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Content layer = layer();
            blobs.push(repository, layer, repository());
            layers.add(descriptor("application/vnd.oci.image.layer.v1.tar", layer));
        }
        return """
            {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
            """.formatted(
                        Images.MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config),
                        String.join(",", layers))
                .getBytes(UTF_8);
    }

    private Content layer() {
        return random.nextInt(3) == 0
                ? shared.get(random.nextInt(shared.size()))
                : Content.of(random.nextLong(), Content.realisticSize(random));
    }

    private void manifest(String repository, String tag, String mediaType, byte[] content) {
        Digest digest = Digest.of(Algorithm.SHA256, content);
        TagHistory.Move move = ledger.tag(repository, tag).begin(Optional.of(digest));
        String path = "/v2/" + repository + "/manifests/" + tag;
        Answers.require(client.send("PUT", path, content, "Content-Type", mediaType), 201);
        move.acknowledged();
        ledger.acknowledgedManifest(repository, digest);
    }

    private void deleteTag(String repository, String tag) {
        TagHistory.Move move = ledger.tag(repository, tag).begin(Optional.empty());
        HttpResponse<byte[]> response = client.delete("/v2/" + repository + "/manifests/" + tag);
        Answers.require(response, 202, 404);
        if (response.statusCode() == 202) {
            move.acknowledged();
        } else {
            move.refused();
        }
    }

    private String repository() {
        return "team" + random.nextInt(REPOSITORIES) + "/app";
    }

    private String tag() {
        return random.nextInt(3) == 0 ? "latest" : "client" + number + "-" + random.nextInt(4);
    }

    private static String descriptor(String mediaType, Content content) {
        return """
            {"mediaType":"%s","digest":"%s","size":%d}\
            """.formatted(mediaType, content.digest(), content.bytes().length);
    }
}
