package io.staithe.manifest;

import io.staithe.metadata.Repositories;
import io.staithe.metadata.Tags;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import java.util.List;

/** Lists tags and repositories in ASCII order, a page at a time, from an index. Thread-safe. */
public final class Listings {

    private final Repositories repositories;
    private final Tags tags;
    private final int maxPageSize;

    Listings(Repositories repositories, Tags tags, ListingProperties properties) {
        this.repositories = repositories;
        this.tags = tags;
        this.maxPageSize = properties.maxPageSize();
    }

    /** @throws RegistryException {@code NAME_UNKNOWN} if there is no such repository */
    public Page<String> tags(RepositoryName repository, Page.Request request) {
        int limit = limit(request);
        List<String> names = tags.page(repository, request.after(), limit + 1);
        if (names.isEmpty() && repositories.find(repository).isEmpty()) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN, "there is no repository " + repository);
        }
        return Page.cut(names, limit, name -> name);
    }

    public Page<RepositoryName> repositories(Page.Request request) {
        int limit = limit(request);
        return Page.cut(repositories.page(request.after(), limit + 1), limit, RepositoryName::value);
    }

    private int limit(Page.Request request) {
        return Math.min(request.limit().orElse(maxPageSize), maxPageSize);
    }
}
