package io.staithe.metadata;

import io.staithe.database.Database;
import io.staithe.metadata.QuotaAccounts.Account;
import io.staithe.metadata.Repositories.RepositoryId;
import io.staithe.oci.Digest;
import io.staithe.oci.RepositoryName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps the accounts of quotas. The other tables tell it what changes, in whatever way, and it changes the accounts right
 * before their transaction is committed, so that both are there or neither: then no lock of an account is held for longer
 * than a commit takes. A push that exceeds a limit fails there with an {@link OverQuotaException}. Thread-safe.
 */
public final class QuotaLedger {

    private final Database database;
    private final QuotaRules rules;
    private final QuotaAccounts accounts;
    private final QuotaContents contents;
    private final QuotaShares shares;

    QuotaLedger(Database database, QuotaRules rules, QuotaAccounts accounts) {
        this.database = database;
        this.rules = rules;
        this.accounts = accounts;
        this.contents = new QuotaContents(database);
        this.shares = new QuotaShares(database);
    }

    /** Whether a look at the room is worth it. Other nodes may know of quotas that this one was not told of. */
    public boolean isUsed() {
        return rules.any();
    }

    /** Whether a repository has something to account for. */
    public boolean counts(RepositoryId repository) {
        return !quotasOf(repository).isEmpty();
    }

    /** Whether all quotas of the repository count the blob already, so that it takes no room. */
    public boolean has(RepositoryId repository, Digest digest) {
        return quotasOf(repository).stream().allMatch(quota -> contents.has(quota, digest));
    }

    /**
     * Refuses early what would be refused at the end, by what is committed now.
     *
     * @return bytes that there is room for; {@link Long#MAX_VALUE} if no quota is about the repository
     * @throws OverQuotaException if there is no room for so many bytes, or for one more repository that this would be
     */
    public long requireRoom(RepositoryId repository, long bytes) {
        long room = Long.MAX_VALUE;
        for (Account account : accounts.of(repository)) {
            Amounts change = new Amounts(bytes, account.countsRepository() ? 0 : 1, 0);
            Amounts limits = account.definition().limits();
            if (!account.used().hasRoomFor(change, limits)) {
                throw refusal(account.definition(), account.used(), change);
            }
            room = Math.min(room, limits.bytes() - account.used().bytes());
        }
        return room;
    }

    private OverQuotaException refusal(QuotaDefinition quota, Amounts used, Amounts change) {
        rules.refused(quota.name());
        return OverQuotaException.of(quota, used, change);
    }

    /** A repository is there that was not before. */
    void created(RepositoryId repository, RepositoryName name) {
        if (isOn()) {
            accounts.definitions().forEach((id, quota) -> {
                if (rules.matches(quota.pattern(), name)) {
                    contents.join(List.of(repository), id);
                }
            });
        }
    }

    /** The repository has a blob that it did not have. */
    void added(RepositoryId repository, Digest digest) {
        for (long quota : quotasOf(repository)) {
            charges().charge(quota, new Amounts(contents.add(quota, digest), 0, 0));
        }
    }

    /** The repository, or its trash, no longer has a blob. The blob must be locked. */
    void removed(RepositoryId repository, Digest digest) {
        for (long quota : quotasOf(repository)) {
            charges().charge(quota, new Amounts(-contents.remove(quota, digest), 0, 0));
        }
    }

    /** Bytes that no other repository shares: of a manifest or an upload. */
    void changed(RepositoryId repository, long bytes) {
        charge(repository, new Amounts(bytes, 0, 0));
    }

    void changedTags(RepositoryId repository, long tags) {
        charge(repository, new Amounts(0, 0, tags));
    }

    void addedManifest(RepositoryId repository, long bytes) {
        if (counts(repository)) {
            changed(repository, bytes);
            charges().repositories.put(repository.value(), true);
        }
    }

    void removedManifest(RepositoryId repository, long bytes) {
        if (counts(repository)) {
            changed(repository, -bytes);
            charges().repositories.putIfAbsent(repository.value(), false);
        }
    }

    private void charge(RepositoryId repository, Amounts change) {
        quotasOf(repository).forEach(quota -> charges().charge(quota, change));
    }

    /** The database of this process alone has no quotas that this process was not told of. */
    private boolean isOn() {
        return rules.any() || database.isShared();
    }

    private List<Long> quotasOf(RepositoryId repository) {
        if (!isOn()) {
            return List.of();
        }
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? charges().quotas.computeIfAbsent(repository, contents::quotasOf)
                : contents.quotasOf(repository);
    }

    private Charges charges() {
        if (TransactionSynchronizationManager.getResource(this) instanceof Charges charges) {
            return charges;
        }
        Charges charges = new Charges();
        TransactionSynchronizationManager.bindResource(this, charges);
        TransactionSynchronizationManager.registerSynchronization(charges);
        return charges;
    }

    /** What one transaction changes. */
    private final class Charges implements TransactionSynchronization {

        private final Map<RepositoryId, List<Long>> quotas = new HashMap<>();
        private final TreeMap<Long, Amounts> changes = new TreeMap<>();

        /** Whether a manifest was added; false if one was only removed. */
        private final TreeMap<Long, Boolean> repositories = new TreeMap<>();

        private void charge(long quota, Amounts change) {
            changes.merge(quota, change, Amounts::plus);
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            repositories.forEach(this::countRepository);
            changes.forEach((quota, change) -> {
                if (!change.equals(Amounts.NONE) && !shares.change(quota, change)) {
                    Account account = accounts.get(quota);
                    throw refusal(account.definition(), account.used(), change);
                }
            });
        }

        private void countRepository(long id, boolean added) {
            RepositoryId repository = new RepositoryId(id);
            List<Long> changed = added
                    ? contents.countRepository(repository, quotas.getOrDefault(repository, List.of()))
                    : contents.uncountIfEmpty(repository);
            changed.forEach(quota -> charge(quota, new Amounts(0, added ? 1 : -1, 0)));
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(QuotaLedger.this);
        }
    }
}
