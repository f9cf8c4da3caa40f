package io.staithe.metadata;

import io.staithe.metadata.Repositories.RepositoryId;
import java.util.List;

/** What a row of a repository is found by: the name of a tag, or a digest. */
record RowKey(long repository, String name) {

    static RowKey of(RepositoryId repository, Object name) {
        return new RowKey(repository.value(), name.toString());
    }

    /** From the columns {@code repository_id} and a second one. */
    static RowKey of(List<String> columns) {
        return new RowKey(Long.parseLong(columns.getFirst()), columns.getLast());
    }
}
