package io.staithe.access;

import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Holds what decisions are made from in memory, and keeps it fresh: at once after a change by this node, after a look at
 * the change counter and at the file of accounts otherwise. Thread-safe.
 */
public final class AccessState implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AccessState.class);

    private final StoredAccess stored;
    private final DeclaredAccess declared;
    private final @Nullable Path htpasswd;
    private final boolean openWhenEmpty;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-", 0).daemon().factory());

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private Map<String, Account> fromFile = Map.of();
    private String fileState = "";
    private long count = -1;
    private volatile Directory directory = new Directory(Map.of(), new Rules(List.of()), Set.of(), false);
    private volatile int cost;

    /** @throws InvalidSettingException if the file of accounts cannot be used */
    AccessState(StoredAccess stored, AccessProperties properties, boolean openWhenEmpty) {
        this.stored = stored;
        this.declared = DeclaredAccess.of(properties);
        this.htpasswd = properties.htpasswd();
        this.openWhenEmpty = openWhenEmpty;
        if (htpasswd != null) {
            readFirst(htpasswd);
        }
        reload();
        if (htpasswd != null && directory.rules().list().isEmpty()) {
            log.warn("Accounts of {} can log in, but no rule gives them a right: see staithe.access.rules", htpasswd);
        }
    }

    /** Has something else read again too when another node changed something. */
    public void whenChanged(Runnable listener) {
        listeners.add(listener);
    }

    /** Begins to look for changes, with this pause in between. */
    void watch(Duration pause) {
        ScheduledFuture<?> _ =
                timer.scheduleWithFixedDelay(this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    public Directory directory() {
        return directory;
    }

    /** What every check of a password costs. */
    int cost() {
        return cost;
    }

    /** The account or robot with this kind and name. */
    Optional<Account> account(String id) {
        return directory.accounts().values().stream()
                .filter(account -> account.subject().id().equals(id))
                .findFirst();
    }

    boolean isDeclaredToken(String robot, String secret) {
        return robot.equals(declared.tokens().get(Secrets.sha256(secret)));
    }

    private void readFirst(Path file) {
        try {
            fileState = Htpasswd.state(file);
            fromFile = Htpasswd.read(file);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "staithe.access.htpasswd",
                    file.toString(),
                    "the accounts cannot be read from it: "
                            + (e instanceof FileSystemException ? e.toString() : e.getMessage()),
                    "Name a file that 'htpasswd -B' wrote and that this user may read.");
        }
    }

    private void look() {
        try {
            boolean fileChanged = htpasswd != null && readAgain(htpasswd);
            if (fileChanged || stored.count() != count) {
                reload();
                listeners.forEach(Runnable::run);
            }
        } catch (DataAccessException e) {
            log.debug("The change counter cannot be read: {}", e.toString());
        }
    }

    /** A file that cannot be used any more changes nothing: a slip must not lock everybody out. */
    private boolean readAgain(Path file) {
        String before = fileState;
        try {
            fileState = Htpasswd.state(file);
            if (fileState.equals(before)) {
                return false;
            }
            fromFile = Htpasswd.read(file);
            log.info("{} accounts were read from {}", fromFile.size(), file);
            return true;
        } catch (IOException e) {
            fileState = e.toString();
            if (!fileState.equals(before)) {
                log.error("{} cannot be read, so its accounts stay as they were: {}", file, e.toString());
            }
            return false;
        }
    }

    /** Reads everything again. */
    synchronized void reload() {
        long before = stored.count();
        StoredAccess.Content content = stored.read();
        Map<String, Account> accounts = new HashMap<>(fromFile);
        content.accounts().forEach(account -> accounts.put(account.subject().name(), account));
        accounts.putAll(declared.robots());
        boolean open = openWhenEmpty && accounts.isEmpty();
        List<Rule> rules = new ArrayList<>(declared.rules());
        rules.addAll(content.rules());
        if (open) {
            rules.add(Rule.everybody(Role.MAINTAIN));
        }
        accounts.replaceAll((name, account) -> inGroups(account, content.groups()));
        cost = Passwords.highestCost(accounts.values().stream()
                .flatMap(account -> account.password().stream())
                .toList());
        directory = new Directory(accounts, new Rules(rules), content.revoked(), open);
        count = before;
    }

    private Account inGroups(Account account, Map<String, Set<String>> storedGroups) {
        Subject subject = account.subject();
        Set<String> groups = new HashSet<>(declared.groups().getOrDefault(subject.id(), Set.of()));
        groups.addAll(storedGroups.getOrDefault(subject.id(), Set.of()));
        Subject member = new Subject(subject.kind(), subject.name(), groups);
        return new Account(member, account.password(), account.version(), account.origin());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
