import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small image, the same on every server: a config and six layers of 2 KiB, a manifest of 1.3 kB. */
final class Image {

    static final String REPOSITORY = "bench/app";
    static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";
    static final String TAG = "latest";
    static final String PLATFORMS = "bench/platforms";

    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final int LAYERS = 6;
    private static final int LAYER_BYTES = 2 << 10;
    private static final int PLATFORM_LAYERS = 4;
    private static final int PLATFORM_LAYER_BYTES = 4 << 20;

    private final byte[] config =
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                    .getBytes(UTF_8);
    private final byte[][] layers = layers();

    private static byte[][] layers() {
        Random random = new Random(2);
        byte[][] layers = new byte[LAYERS][LAYER_BYTES];
        for (byte[] layer : layers) {
            random.nextBytes(layer);
        }
        return layers;
    }

    static String blob(String digest) {
        return "/v2/" + REPOSITORY + "/blobs/" + digest;
    }

    static String manifest(String reference) {
        return manifest(REPOSITORY, reference);
    }

    static String manifest(String repository, String reference) {
        return "/v2/" + repository + "/manifests/" + reference;
    }

    /** The digest of a blob of 2 KiB. */
    String layer() {
        return Content.digest(layers[0]);
    }

    /** @param note makes a manifest another one */
    byte[] manifestBytes(String note) {
        String entries = IntStream.range(0, LAYERS)
                .mapToObj(i -> descriptor("application/vnd.oci.image.layer.v1.tar", layers[i]))
                .collect(Collectors.joining(","));
        return """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s],"annotations":{"note":"%s"}}
                """.formatted(MEDIA_TYPE, descriptor("application/vnd.oci.image.config.v1+json", config), entries, note)
                .strip()
                .getBytes(UTF_8);
    }

    private static String descriptor(String mediaType, byte[] bytes) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, Content.digest(bytes), bytes.length);
    }

    /** Puts it under the tag, by pushes or as files. */
    void give(Server server) throws IOException {
        give(server, REPOSITORY);
        byte[] manifest = manifestBytes("");
        if (server.contender().registry()) {
            try (Connection connection = server.connect()) {
                connection.send("PUT", manifest(TAG), MEDIA_TYPE, manifest).require(201);
            }
        } else {
            write(server.file(manifest(TAG)), manifest);
            write(server.file(manifest(Content.digest(manifest))), manifest);
        }
    }

    /** Config and layers, into another repository. */
    void give(Server server, String repository) throws IOException {
        giveBlob(server, repository, config);
        for (byte[] layer : layers) {
            giveBlob(server, repository, layer);
        }
    }

    /** An image of two platforms with four layers of 4 MiB each, under the tag in a repository of its own. */
    void giveIndex(Server server) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String architecture : List.of("amd64", "arm64")) {
            byte[] manifest = platform(server, architecture);
            entries.add(descriptor(MEDIA_TYPE, manifest)
                    .replace("}", ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}}"));
        }
        byte[] index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(INDEX_TYPE, String.join(",", entries))
                .getBytes(UTF_8);
        try (Connection connection = server.connect()) {
            connection.send("PUT", manifest(PLATFORMS, TAG), INDEX_TYPE, index).require(201);
        }
    }

    private static byte[] platform(Server server, String architecture) throws IOException {
        byte[] config = "{\"architecture\":\"%s\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                .formatted(architecture)
                .getBytes(UTF_8);
        List<String> descriptors = new ArrayList<>();
        try (Connection connection = server.connect()) {
            Pushes.bytes(connection, PLATFORMS, config);
            for (int i = 0; i < PLATFORM_LAYERS; i++) {
                byte[] layer = Content.large(PLATFORM_LAYER_BYTES, architecture.hashCode() + i);
                Pushes.bytes(connection, PLATFORMS, layer);
                descriptors.add(descriptor("application/vnd.oci.image.layer.v1.tar", layer));
            }
            byte[] manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                    .formatted(
                            MEDIA_TYPE,
                            descriptor("application/vnd.oci.image.config.v1+json", config),
                            String.join(",", descriptors))
                    .getBytes(UTF_8);
            connection
                    .send("PUT", manifest(PLATFORMS, Content.digest(manifest)), MEDIA_TYPE, manifest)
                    .require(201);
            return manifest;
        }
    }

    private static void giveBlob(Server server, String repository, byte[] bytes) throws IOException {
        if (!server.contender().registry()) {
            write(server.file(blob(Content.digest(bytes))), bytes);
            return;
        }
        try (Connection connection = server.connect()) {
            Pushes.bytes(connection, repository, bytes);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
