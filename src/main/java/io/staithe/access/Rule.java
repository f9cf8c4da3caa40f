package io.staithe.access;

import io.staithe.oci.RepositoryName;

/** Gives a role on repositories. There is no rule that takes one away. */
public record Rule(RuleSubject subject, RepositoryPattern repository, Role role) {

    /** Everything, for whom the administrator's account is. */
    public static Rule administrator(String account) {
        return new Rule(new RuleSubject.Account(account), new RepositoryPattern.AllLevels(""), Role.ADMIN);
    }

    /** The same right on all repositories for everybody. */
    public static Rule everybody(Role role) {
        return new Rule(new RuleSubject.Anonymous(), new RepositoryPattern.AllLevels(""), role);
    }

    boolean grants(Subject asking, RepositoryName name, Action action) {
        return role.allows(action) && subject.includes(asking) && repository.matches(name);
    }

    @Override
    public String toString() {
        return subject + " " + role.word() + " " + repository;
    }
}
