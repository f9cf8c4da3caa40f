package io.staithe.manifest;

import io.staithe.metadata.Repositories;
import io.staithe.metadata.Tags;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Lists tags and repositories in ASCII order, a page at a time, from an index. Thread-safe. */
public final class Listings {

    private static final int LEAST_BATCH = 1000;

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
        if (names.isEmpty()) {
            repositories.require(repository);
        }
        return Page.cut(names, limit, name -> name);
    }

    /** @param visible whether a repository may be listed; the others do not show, not even by a shorter page */
    public Page<RepositoryName> repositories(Page.Request request, Predicate<RepositoryName> visible) {
        int limit = limit(request);
        int batch = limit + 1;
        List<RepositoryName> found = new ArrayList<>();
        List<RepositoryName> read = repositories.page(request.after(), batch);
        read.stream().filter(visible).forEach(found::add);
        while (found.size() <= limit && read.size() == batch) {
            String last = read.getLast().value();
            batch = Math.max(LEAST_BATCH, limit + 1);
            read = repositories.page(last, batch);
            read.stream().filter(visible).forEach(found::add);
        }
        return Page.cut(found.subList(0, Math.min(found.size(), limit + 1)), limit, RepositoryName::value);
    }

    private int limit(Page.Request request) {
        return Math.min(request.limit().orElse(maxPageSize), maxPageSize);
    }
}
