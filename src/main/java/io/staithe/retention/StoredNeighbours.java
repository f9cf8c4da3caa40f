package io.staithe.retention;

import io.staithe.metadata.Edges;
import io.staithe.metadata.Edges.Edge;
import io.staithe.metadata.Edges.Kind;
import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** As the database has them. */
final class StoredNeighbours implements Neighbours {

    /** What has more edges than this is kept by one that does not go with it. */
    private static final int MOST_EDGES = 10_000;

    private static final int HASH_END = "sha256-".length() + 64;

    private final Edges edges;
    private final Inventory inventory;
    private final RepositoryId repository;
    private final Evaluation evaluation;
    private final Predicate<TaggedManifest> stays;
    private final Consumer<Digest> first;

    /**
     * @param evaluation says which tags stay though they belong to a manifest that goes
     * @param stays whether a tag will still be there
     * @param first is done before it is looked at what keeps a manifest
     */
    StoredNeighbours(
            Edges edges,
            Inventory inventory,
            RepositoryId repository,
            Evaluation evaluation,
            Predicate<TaggedManifest> stays,
            Consumer<Digest> first) {
        this.edges = edges;
        this.inventory = inventory;
        this.repository = repository;
        this.evaluation = evaluation;
        this.stays = stays;
        this.first = first;
    }

    @Override
    public List<Edge> keeping(Digest digest) {
        first.accept(digest);
        return Stream.concat(
                        edges.ofManifest(repository, digest, MOST_EDGES).stream()
                                .filter(edge -> edge.kind() != Kind.TAG),
                        inventory.tagsOf(repository, digest).stream()
                                .filter(stays)
                                .map(this::edge))
                .toList();
    }

    /** All tags of a manifest that is asked about go, so none of them makes it belong to another one. */
    @Override
    public boolean isKeptBesideTags(Digest digest) {
        first.accept(digest);
        return edges.ofManifest(repository, digest, MOST_EDGES).stream().anyMatch(edge -> edge.kind() != Kind.TAG);
    }

    private Edge edge(TaggedManifest tagged) {
        String name = tagged.tag().value();
        return tagged.belongs() && !evaluation.isGuarded(tagged)
                ? new Edge(Kind.SUBJECT, name.substring(0, HASH_END).replace('-', ':'))
                : new Edge(Kind.TAG, name);
    }

    @Override
    public List<Digest> belongingTo(Digest digest) {
        return edges.belongingTo(repository, digest);
    }
}
