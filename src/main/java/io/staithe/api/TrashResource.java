package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.http.CallerAuthentication;
import io.staithe.manifest.ManifestDeletions;
import io.staithe.manifest.Restores;
import io.staithe.metadata.Trash;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/trash} and what fills and empties it: what was deleted, and can be had back. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
class TrashResource {

    private final Trash trash;
    private final Restores restores;
    private final ManifestDeletions deletions;

    TrashResource(Trash trash, Restores restores, ManifestDeletions deletions) {
        this.trash = trash;
        this.restores = restores;
        this.deletions = deletions;
    }

    /** A deleted manifest. */
    record ShownTrash(
            String digest, String mediaType, long size, Instant deletedAt, String deletedBy, Instant purgedAfter) {

        static ShownTrash of(Trash.Trashed trashed) {
            return new ShownTrash(
                    trashed.digest().toString(),
                    trashed.mediaType(),
                    trashed.size(),
                    trashed.deletedAt(),
                    trashed.by(),
                    trashed.purgeAfter());
        }
    }

    /**
     * What is wanted back: a manifest ({@code digest}), a tag as of a moment ({@code tag}, {@code at}), or all that was
     * deleted from a moment on ({@code since}).
     */
    record Wanted(
            @Nullable String repository,
            @Nullable String digest,
            @Nullable String tag,
            @Nullable Instant at,
            @Nullable Instant since) {}

    /** What is there again. */
    record ShownRestored(List<String> manifests, List<String> tags) {

        static ShownRestored of(Restores.Restored restored) {
            return new ShownRestored(
                    restored.manifests().stream().map(Digest::toString).toList(),
                    restored.tags().stream().map(Tag::value).toList());
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list the deleted manifests of a repository")
    @GetMapping("/trash")
    ResponseEntity<Page<ShownTrash>> list(
            @RequestParam String repository,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                trash.page(RepositoryName.parse(repository), page.after(), page.rows()),
                page,
                trashed -> trashed.digest().toString(),
                ShownTrash::of);
    }

    @Asks(
            value = Right.ADMINISTRATOR,
            to = "restore a deleted manifest with all that belongs to it, a tag as of a moment, or a repository")
    @PostMapping(path = "/restores", consumes = "application/json")
    ShownRestored restore(@RequestBody Wanted wanted, HttpServletRequest request) {
        RepositoryName repository = RepositoryName.parse(Required.property("repository", wanted.repository()));
        String by = CallerAuthentication.who(request);
        if (wanted.digest() != null) {
            return ShownRestored.of(restores.manifest(repository, Digest.parse(wanted.digest()), by));
        }
        if (wanted.tag() != null) {
            Instant moment = Required.property("at", wanted.at());
            return ShownRestored.of(restores.tag(repository, Tag.parse(wanted.tag()), moment, by));
        }
        return ShownRestored.of(restores.repository(repository, Required.property("since", wanted.since()), by));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "delete all manifests and tags of a repository")
    @DeleteMapping("/repositories")
    ResponseEntity<Void> deleteRepository(@RequestParam String repository, HttpServletRequest request) {
        deletions.deleteAll(RepositoryName.parse(repository), CallerAuthentication.who(request));
        return ResponseEntity.noContent().build();
    }
}
