package io.staithe.retention;

import io.staithe.metadata.Inventory;
import io.staithe.metadata.Inventory.TaggedManifest;
import io.staithe.metadata.Inventory.Unnamed;
import io.staithe.metadata.Inventory.UnnamedManifest;
import io.staithe.metadata.Repositories.RepositoryId;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Goes through what a repository has, of which a page at a time is in memory. */
final class RepositoryReader {

    private static final int PAGE = 1000;

    private final Inventory inventory;

    RepositoryReader(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Shows an evaluation all tags. @return false if it may not go on */
    boolean show(RepositoryId repository, Evaluation evaluation, BooleanSupplier mayGoOn) {
        return tags(
                repository,
                "",
                tag -> {
                    evaluation.see(tag);
                    return true;
                },
                mayGoOn);
    }

    /**
     * Visits tags by name.
     *
     * @param after tags up to and including this one are left out
     * @param visitor says whether it wants more
     * @param mayGoOn asked before each page
     * @return whether it came to the end
     */
    boolean tags(RepositoryId repository, String after, Predicate<TaggedManifest> visitor, BooleanSupplier mayGoOn) {
        String from = after;
        List<TaggedManifest> page;
        do {
            if (!mayGoOn.getAsBoolean()) {
                return false;
            }
            page = inventory.tags(repository, from, PAGE);
            for (TaggedManifest tag : page) {
                if (!visitor.test(tag)) {
                    return false;
                }
                from = tag.tag().value();
            }
        } while (page.size() == PAGE);
        return true;
    }

    /** Visits manifests that nothing names, by digest, in the same way. */
    boolean unnamed(
            RepositoryId repository, String after, Predicate<UnnamedManifest> visitor, BooleanSupplier mayGoOn) {
        Optional<String> from = Optional.of(after);
        while (from.isPresent()) {
            if (!mayGoOn.getAsBoolean()) {
                return false;
            }
            Unnamed page = inventory.unnamed(repository, from.get(), PAGE);
            for (UnnamedManifest manifest : page.found()) {
                if (!visitor.test(manifest)) {
                    return false;
                }
            }
            from = page.next();
        }
        return true;
    }
}
