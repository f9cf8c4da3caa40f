package io.staithe.retention;

import io.staithe.metadata.Edges.Edge;
import io.staithe.metadata.Edges.Kind;
import io.staithe.oci.Digest;
import java.util.List;

/** How the manifests of one repository hang together. */
interface Neighbours {

    /** All that keeps a manifest. A tag whose name says that it belongs to a manifest which is there counts as that subject. */
    List<Edge> keeping(Digest digest);

    /** Whether something else than a tag keeps a manifest. */
    default boolean isKeptBesideTags(Digest digest) {
        return keeping(digest).stream().anyMatch(edge -> edge.kind() != Kind.TAG);
    }

    /** Manifests that are there for this one. */
    List<Digest> belongingTo(Digest digest);
}
