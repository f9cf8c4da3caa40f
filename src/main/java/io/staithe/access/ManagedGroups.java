package io.staithe.access;

import io.staithe.access.Account.Origin;
import io.staithe.access.ChangeRefusedException.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes, changes and deletes groups. Thread-safe; a refusal is a {@link ChangeRefusedException}. */
public final class ManagedGroups {

    private final AccessState state;
    private final StoredGroups groups;
    private final StoredRules rules;

    ManagedGroups(AccessState state, StoredGroups groups, StoredRules rules) {
        this.state = state;
        this.groups = groups;
        this.rules = rules;
    }

    /** All of them, by name. */
    public List<Group> list() {
        return state.directory().groups().values().stream()
                .sorted(Comparator.comparing(Group::name))
                .toList();
    }

    public Optional<Group> find(String name) {
        return Optional.ofNullable(state.directory().groups().get(name));
    }

    public Group create(String name, List<String> members, Consumer<Group> done) {
        Names.require(name);
        Set<String> valid = members(members);
        return state.change(directory -> {
            if (directory.groups().containsKey(name)) {
                throw new ChangeRefusedException(
                        Reason.CONFLICT, "there is a group of the name '" + name + "' already");
            }
            groups.insert(name, valid);
            return done(name, valid, done);
        });
    }

    /** @param unchanged whether the group is what the change was decided on */
    public Group setMembers(String name, List<String> members, Predicate<Group> unchanged, Consumer<Group> done) {
        Set<String> valid = members(members);
        return state.change(directory -> {
            require(directory, name, unchanged);
            groups.setMembers(name, valid);
            return done(name, valid, done);
        });
    }

    private static Group done(String name, Set<String> members, Consumer<Group> done) {
        Group group = Group.of(name, members, Origin.DATABASE);
        done.accept(group);
        return group;
    }

    /** Deletes a group with its rules. */
    public void delete(String name, Predicate<Group> unchanged, Consumer<Group> done) {
        state.change(directory -> {
            Group group = require(directory, name, unchanged);
            groups.setMembers(name, Set.of());
            groups.delete(name);
            rules.deleteOf(new RuleSubject.Group(name).toString());
            done.accept(group);
            return group;
        });
    }

    private static Group require(Directory directory, String name, Predicate<Group> unchanged) {
        Group group = directory.groups().get(name);
        if (group == null) {
            throw new ChangeRefusedException(Reason.MISSING, "there is no group of the name '" + name + "'");
        }
        if (group.origin() != Origin.DATABASE) {
            throw new ChangeRefusedException(
                    Reason.CONFLICT, "the group '" + name + "' is declared in the configuration: change it there");
        }
        if (!unchanged.test(group)) {
            throw new ChangeRefusedException(
                    Reason.STALE, "the group '" + name + "' was changed since it was read: read it again");
        }
        return group;
    }

    private static Set<String> members(List<String> members) {
        for (String member : members) {
            if (RuleSubject.parse(member).filter(RuleSubject::canBeMember).isEmpty()) {
                throw new ChangeRefusedException(
                        Reason.INVALID, "a member of a group is 'account:<name>' or 'robot:<name>'");
            }
        }
        return Set.copyOf(members);
    }
}
