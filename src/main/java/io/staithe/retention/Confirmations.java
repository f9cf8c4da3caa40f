package io.staithe.retention;

import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.database.Database;
import io.staithe.metadata.Repositories;
import io.staithe.oci.RepositoryName;
import java.util.List;
import java.util.Optional;

/** Repositories of which much would go, and the word that it may. Thread-safe. */
public final class Confirmations {

    private final Database database;
    private final Repositories repositories;
    private final Holds holds;
    private final AuditTrail trail;

    Confirmations(Database database, Repositories repositories, Holds holds, AuditTrail trail) {
        this.database = database;
        this.repositories = repositories;
        this.holds = holds;
        this.trail = trail;
    }

    /** @param after repositories up to and including this one are left out; empty for the first page */
    public List<Hold> page(String after, int limit) {
        return holds.page(after, limit);
    }

    /**
     * Lets the rules, as they are, remove what they take from a repository in the next run.
     *
     * @param by the subject or address
     * @return empty if nothing waits there
     */
    public Optional<Hold> confirm(RepositoryName name, String by) {
        return database.write(() -> repositories
                .find(name)
                .filter(repository -> holds.confirm(repository, by))
                .flatMap(repository -> holds.find(name))
                .map(hold -> {
                    trail.within(new AuditEvent(
                            "retention.confirm",
                            name.value(),
                            true,
                            "%d tags and %d untagged manifests, %d percent"
                                    .formatted(hold.tags(), hold.manifests(), hold.share())));
                    return hold;
                }));
    }
}
