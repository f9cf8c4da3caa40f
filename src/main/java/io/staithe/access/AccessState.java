package io.staithe.access;

import io.staithe.access.Account.Origin;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-", 0).daemon().factory());

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile Map<String, Account> fromFile = Map.of();
    private String fileState = "";
    private long count = -1;
    /** Whether something changed that is not in force yet; whoever looks next tries again. */
    private boolean stale;

    private volatile Instant lastLook;
    private volatile boolean failing;
    private volatile Directory directory = Directory.of(Map.of(), List.of(), Map.of(), Set.of(), false);
    private volatile int cost;

    /** @throws InvalidSettingException if the file of accounts cannot be used */
    AccessState(StoredAccess stored, AccessProperties properties, boolean openWhenEmpty, Clock clock) {
        this.stored = stored;
        this.clock = clock;
        this.lastLook = clock.instant();
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
        return directory
                .find(id.substring(id.indexOf(':') + 1))
                .filter(account -> account.subject().id().equals(id));
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

    /** Nothing may get out: a task that throws is never run again. */
    private void look() {
        try {
            stale |= htpasswd != null && readAgain(htpasswd);
            stale |= stored.count() != count;
            if (stale) {
                reload();
                listeners.forEach(Runnable::run);
                stale = false;
            }
            lastLook = clock.instant();
            if (failing) {
                failing = false;
                log.info("Changes of accounts and rules are seen again");
            }
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.error(
                        "Changes of accounts and rules are not seen for now, and what was known goes on: {}",
                        e.toString());
            }
        }
    }

    /** How long ago it was that accounts and rules were known to be up to date. */
    Duration age() {
        return Duration.between(lastLook, clock.instant());
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

    /**
     * Changes accounts, groups, rules or tokens, one change after the other on all nodes. It counts at once on this node.
     *
     * @param work the change in the database, from what is there; it may be run again
     * @throws ChangeRefusedException if the work throws it, or nobody could manage the registry afterwards
     */
    public <T> T change(Function<Directory, T> work) {
        T result = stored.change(() -> {
            Directory before = read();
            T done = work.apply(before);
            if (before.hasAdministrator() && !read().hasAdministrator()) {
                throw new ChangeRefusedException(
                        ChangeRefusedException.Reason.CONFLICT,
                        "nobody would be left who may manage this registry: give somebody the role admin on '**' first");
            }
            return done;
        });
        reload();
        return result;
    }

    /** Reads everything again. */
    synchronized void reload() {
        long before = stored.count();
        Directory read = read();
        cost = Passwords.highestCost(read.accounts().values().stream()
                .flatMap(account -> account.password().stream())
                .toList());
        directory = read;
        count = before;
    }

    private Directory read() {
        StoredAccess.Content content = stored.read();
        Map<String, Account> accounts = new HashMap<>(fromFile);
        content.accounts().forEach(account -> accounts.put(account.subject().name(), account));
        accounts.putAll(declared.robots());
        boolean open = openWhenEmpty && accounts.isEmpty();
        List<KnownRule> rules = new ArrayList<>(declared.rules().stream()
                .map(rule -> KnownRule.declared(rule, Origin.CONFIGURATION))
                .toList());
        rules.addAll(content.rules());
        if (open) {
            rules.add(KnownRule.declared(Rule.everybody(Role.MAINTAIN), Origin.DEFAULT));
        }
        Map<String, Group> groups = groups(content.groups());
        Map<String, Set<String>> memberships = new HashMap<>();
        groups.values()
                .forEach(group -> group.members()
                        .forEach(member -> memberships
                                .computeIfAbsent(member, key -> new HashSet<>())
                                .add(group.name())));
        accounts.replaceAll((name, account) -> inGroups(account, memberships));
        return Directory.of(accounts, rules, groups, content.revoked(), open);
    }

    /** A group that is declared and stored has the members of both, and cannot be changed. */
    private Map<String, Group> groups(Map<String, Set<String>> storedMembers) {
        Map<String, Group> groups = new HashMap<>();
        storedMembers.forEach((name, members) -> groups.put(name, Group.of(name, members, Origin.DATABASE)));
        declared.groups().forEach((name, members) -> {
            Set<String> all = new HashSet<>(members);
            all.addAll(storedMembers.getOrDefault(name, Set.of()));
            groups.put(name, Group.of(name, all, Origin.CONFIGURATION));
        });
        return groups;
    }

    private static Account inGroups(Account account, Map<String, Set<String>> memberships) {
        Subject subject = account.subject();
        Set<String> names = memberships.getOrDefault(subject.id(), Set.of());
        Subject member = new Subject(subject.kind(), subject.name(), names);
        return new Account(member, account.password(), account.version(), account.origin());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
