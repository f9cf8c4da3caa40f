package io.staithe.access;

import io.staithe.database.Database;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tables {@code access_group} and {@code access_member}. */
final class StoredGroups {

    private final Database database;

    StoredGroups(Database database) {
        this.database = database;
    }

    /** The members of each group. */
    Map<String, Set<String>> list() {
        Map<String, Set<String>> groups = new HashMap<>();
        database.sql().sql("""
                    SELECT g.name, m.member FROM access_group g LEFT JOIN access_member m ON m.group_name = g.name
                    """).query(row -> {
            Set<String> members = groups.computeIfAbsent(row.getString("name"), key -> new HashSet<>());
            String member = row.getString("member");
            if (member != null) {
                members.add(member);
            }
        });
        return groups;
    }

    void insert(String name, Set<String> members) {
        database.sql()
                .sql("INSERT INTO access_group (name, created_at) VALUES (?, staithe_now())")
                .param(name)
                .update();
        addMembers(name, members);
    }

    void setMembers(String name, Set<String> members) {
        database.sql()
                .sql("DELETE FROM access_member WHERE group_name = ?")
                .param(name)
                .update();
        addMembers(name, members);
    }

    private void addMembers(String name, Set<String> members) {
        members.forEach(member -> database.sql()
                .sql("INSERT INTO access_member (group_name, member) VALUES (?, ?)")
                .params(name, member)
                .update());
    }

    void delete(String name) {
        database.sql()
                .sql("DELETE FROM access_group WHERE name = ?")
                .param(name)
                .update();
    }

    /** Takes a subject out of all groups. */
    void leave(String member) {
        database.sql()
                .sql("DELETE FROM access_member WHERE member = ?")
                .param(member)
                .update();
    }
}
