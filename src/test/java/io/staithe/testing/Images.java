package io.staithe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;

/** Manifests, made of contents. */
public final class Images {

    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private Images() {}

    public static byte[] manifest(byte[] config, byte[]... layers) {
        return manifestWith("", config, layers);
    }

    /** @param members further members of the manifest, each with a comma at its end */
    public static byte[] manifestWith(String members, byte[] config, byte[]... layers) {
        StringBuilder list = new StringBuilder();
        for (byte[] layer : layers) {
            list.append(list.isEmpty() ? "" : ",").append(descriptor(LAYER, layer));
        }
        return """
            {"schemaVersion":2,"mediaType":"%s",%s"config":%s,"layers":[%s]}\
            """.formatted(MANIFEST, members, descriptor(CONFIG, config), list)
                .getBytes(UTF_8);
    }

    public static byte[] index(byte[]... manifests) {
        StringBuilder list = new StringBuilder();
        for (byte[] manifest : manifests) {
            list.append(list.isEmpty() ? "" : ",").append(descriptor(MANIFEST, manifest));
        }
        return """
            {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
            """.formatted(INDEX, list).getBytes(UTF_8);
    }

    public static String descriptor(String mediaType, byte[] content) {
        return """
            {"mediaType":"%s","digest":"%s","size":%d}\
            """.formatted(mediaType, Digest.of(Algorithm.SHA256, content), content.length);
    }
}
