package io.staithe.retention;

import io.staithe.metadata.Edges.Edge;
import io.staithe.oci.Digest;
import java.util.List;

/** How the manifests of one repository hang together. */
interface Neighbours {

    /** All that keeps a manifest. A tag whose name says that it belongs to a manifest which is there counts as that subject. */
    List<Edge> keeping(Digest digest);

    /** Manifests that are there for this one. */
    List<Digest> belongingTo(Digest digest);
}
