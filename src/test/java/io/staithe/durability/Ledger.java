package io.staithe.durability;

import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.RegistryClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the registry acknowledged, beyond its life. Thread-safe as long as it is filled. */
final class Ledger {

    private final Map<Path, TagHistory> tags = new ConcurrentHashMap<>();
    private final Set<Path> unchecked = ConcurrentHashMap.newKeySet();
    private final Set<Path> checked = ConcurrentHashMap.newKeySet();

    /**
     * A thing that can be asked for.
     *
     * @param kind {@code blobs} or {@code manifests}
     * @param reference a digest or a tag
     */
    record Path(String repository, String kind, String reference) {
        @Override
        public String toString() {
            return "/v2/" + repository + "/" + kind + "/" + reference;
        }
    }

    void acknowledgedBlob(String repository, Digest digest) {
        acknowledged(new Path(repository, "blobs", digest.toString()));
    }

    void acknowledgedManifest(String repository, Digest digest) {
        acknowledged(new Path(repository, "manifests", digest.toString()));
    }

    private void acknowledged(Path path) {
        if (!checked.contains(path)) {
            unchecked.add(path);
        }
    }

    TagHistory tag(String repository, String tag) {
        return tags.computeIfAbsent(new Path(repository, "manifests", tag), path -> new TagHistory());
    }

    int size() {
        return unchecked.size() + checked.size();
    }

    /** Asks for all tags and all that was acknowledged since the last check. @return what is not as it should be */
    List<String> check(RegistryClient client) {
        List<String> complaints = new ArrayList<>();
        for (Path path : Set.copyOf(unchecked)) {
            checkContent(client, path, complaints);
            unchecked.remove(path);
            checked.add(path);
        }
        tags.forEach((path, history) -> checkTag(client, path, history, complaints));
        return complaints;
    }

    /** Also asks again for what was there at an earlier check. */
    List<String> checkAll(RegistryClient client) {
        unchecked.addAll(checked);
        return check(client);
    }

    private static void checkContent(RegistryClient client, Path path, List<String> complaints) {
        HttpResponse<byte[]> response = client.get(path.toString());
        if (response.statusCode() != 200) {
            complaints.add("acknowledged, but answered with " + response.statusCode() + ": " + path);
            return;
        }
        Digest found = Digest.of(Algorithm.SHA256, response.body());
        if (!found.toString().equals(path.reference())) {
            complaints.add(
                    "acknowledged, but %d bytes with digest %s: %s".formatted(response.body().length, found, path));
        }
    }

    private static void checkTag(RegistryClient client, Path path, TagHistory history, List<String> complaints) {
        HttpResponse<byte[]> response = client.get(path.toString());
        Optional<Digest> found = response.statusCode() == 200
                ? Optional.of(Digest.of(Algorithm.SHA256, response.body()))
                : Optional.empty();
        Set<Optional<Digest>> allowed = history.allowed();
        if ((response.statusCode() != 200 && response.statusCode() != 404) || !allowed.contains(found)) {
            complaints.add("the tag is at %s (status %d), but should be at one of %s: %s"
                    .formatted(found, response.statusCode(), allowed, path));
        }
        history.collapse(found);
    }
}
