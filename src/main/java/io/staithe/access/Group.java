package io.staithe.access;

import io.staithe.access.Account.Origin;
import java.util.List;
import java.util.Set;

/**
 * Accounts and robots that rules can name together.
 *
 * @param members ids of subjects in order, each of them once; some may not exist
 */
public record Group(String name, List<String> members, Origin origin) {

    static Group of(String name, Set<String> members, Origin origin) {
        return new Group(name, members.stream().sorted().toList(), origin);
    }
}
