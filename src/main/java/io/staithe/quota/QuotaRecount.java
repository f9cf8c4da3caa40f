package io.staithe.quota;

import io.staithe.database.Database;
import io.staithe.gc.BackgroundTask;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.QuotaAccounts.Account;
import io.staithe.metadata.QuotaCounts;
import io.staithe.metadata.TaskStates;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the account of each quota with the rows, once in a while. What differs is told and left: it has a reason. */
final class QuotaRecount implements BackgroundTask {

    private static final Logger log = LoggerFactory.getLogger(QuotaRecount.class);

    private final Database database;
    private final Quotas quotas;
    private final QuotaCounts counts;
    private final TaskStates states;
    private final Duration interval;

    QuotaRecount(Database database, Quotas quotas, QuotaCounts counts, TaskStates states, Duration interval) {
        this.database = database;
        this.quotas = quotas;
        this.counts = counts;
        this.states = states;
        this.interval = interval;
    }

    @Override
    public String name() {
        return "quota-recount";
    }

    @Override
    public boolean keepsToWindow() {
        return true;
    }

    @Override
    public void run(Steps steps) {
        if (!states.isDue(name(), interval)) {
            return;
        }
        for (Account account : quotas.all()) {
            if (!steps.mayGoOn()) {
                return;
            }
            compare(account.definition().name());
            steps.done();
        }
        database.write(() -> states.finished(name()));
    }

    private void compare(String quota) {
        Amounts difference = counts.compare(quota);
        if (!difference.equals(Amounts.NONE)) {
            log.error(
                    "The account of the quota '{}' is not what the rows say, by {} bytes, {} repositories and {} tags:"
                            + " 'staithe quota recount {}' mends it",
                    quota,
                    difference.bytes(),
                    difference.repositories(),
                    difference.tags(),
                    quota);
        }
    }
}
