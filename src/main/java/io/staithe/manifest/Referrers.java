package io.staithe.manifest;

import io.staithe.metadata.StoredReferrers;
import io.staithe.oci.Digest;
import io.staithe.oci.Referrer;
import io.staithe.oci.RepositoryName;
import java.util.List;

/** Lists the manifests that have a subject, distribution specification, section "Listing Referrers". Thread-safe. */
public final class Referrers {

    private final StoredReferrers stored;
    private final int maxPageSize;

    Referrers(StoredReferrers stored, ListingProperties properties) {
        this.stored = stored;
        this.maxPageSize = properties.maxPageSize();
    }

    /** @param artifactTypes only these; empty for all */
    public Page<Referrer> list(
            RepositoryName repository, Digest subject, List<String> artifactTypes, Page.Request request) {
        int limit = Math.min(request.limit().orElse(maxPageSize), maxPageSize);
        ReferrersPage page = new ReferrersPage(limit);
        stored.visit(repository, subject, artifactTypes, request.after(), limit + 1, page::add);
        return page.cut();
    }
}
