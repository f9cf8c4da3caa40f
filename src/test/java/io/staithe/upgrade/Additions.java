package io.staithe.upgrade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells statements that only add, so that a version which knows nothing of them works on, from all others. Made for the
 * schema of a release, and then shown what came later, in its order. Not thread-safe.
 */
final class Additions {

    /** No version deletes rows of these, so that a new table may refer to them in any way. */
    private static final Set<String> NEVER_DELETED = Set.of("repository");

    private static final String NAME = "(?<table>[a-z_]+)";
    private static final Pattern CREATE_TABLE =
            Pattern.compile("CREATE TABLE " + NAME + " \\(.*\\)( WITHOUT ROWID| STRICT|, STRICT)*");
    private static final Pattern CREATE_INDEX =
            Pattern.compile("CREATE (?<unique>UNIQUE )?INDEX (?<index>[a-z_]+) ON " + NAME + " \\(.*");
    private static final Pattern DROP_INDEX = Pattern.compile("DROP INDEX (?<index>[a-z_]+)");
    private static final Pattern ALTER = Pattern.compile("ALTER TABLE " + NAME + " (?<change>.*)");
    private static final Pattern COLUMN = Pattern.compile("ADD COLUMN (?<column>[a-z_]+) (?<definition>.*)");
    private static final Pattern FUNCTION = Pattern.compile("CREATE FUNCTION .*");
    private static final Pattern INSERT = Pattern.compile("INSERT INTO " + NAME + " .*");
    private static final Pattern UPDATE = Pattern.compile("UPDATE " + NAME + " SET (?<set>.*?)( FROM .*| WHERE .*)?");
    private static final Pattern REFERENCE =
            Pattern.compile("REFERENCES (?<table>[a-z_]+) ?(\\([^)]*\\))?(?<after>[^,]*)", Pattern.CASE_INSENSITIVE);

    private final Set<String> newNames = new HashSet<>();

    /** What is wrong with a script, by statement. */
    List<String> complaints(MigrationScript script) {
        List<String> complaints = new ArrayList<>();
        for (String statement : script.statements()) {
            String complaint = complaint(statement);
            if (!complaint.isEmpty()) {
                complaints.add("V" + script.version() + ": " + complaint + ": " + statement);
            }
        }
        return complaints;
    }

    private String complaint(String statement) {
        Matcher create = CREATE_TABLE.matcher(statement);
        Matcher index = CREATE_INDEX.matcher(statement);
        Matcher drop = DROP_INDEX.matcher(statement);
        Matcher alter = ALTER.matcher(statement);
        Matcher insert = INSERT.matcher(statement);
        Matcher update = UPDATE.matcher(statement);
        if (create.matches()) {
            newNames.add(create.group("table"));
            return references(statement);
        } else if (index.matches()) {
            if (index.group("unique") == null) {
                newNames.add(index.group("index"));
                return "";
            }
            return isNew(index.group("table"), "a unique index of a table that an earlier version writes to");
        } else if (drop.matches()) {
            return isNew(drop.group("index"), "an index of an earlier version, which may rely on it");
        } else if (alter.matches()) {
            return newNames.contains(alter.group("table")) ? "" : alteration(alter);
        } else if (insert.matches()) {
            return isNew(insert.group("table"), "rows that an earlier version would read");
        } else if (update.matches()) {
            return assigned(update);
        }
        return FUNCTION.matcher(statement).matches() ? "" : "it is not known to only add";
    }

    private String isNew(String name, String otherwise) {
        return newNames.contains(name) ? "" : otherwise;
    }

    private String alteration(Matcher alter) {
        Matcher column = COLUMN.matcher(alter.group("change"));
        if (!column.matches()) {
            return "it changes a table that an earlier version uses";
        }
        String definition = column.group("definition").toUpperCase(Locale.ROOT);
        newNames.add(alter.group("table") + "." + column.group("column"));
        if (definition.contains("NOT NULL") && !definition.contains(" DEFAULT ")) {
            return "an earlier version inserts rows without this column, which has no default";
        }
        if (definition.contains(" UNIQUE") || definition.contains(" CHECK")) {
            return "it limits what an earlier version may write";
        }
        return references(alter.group("change"));
    }

    /** A row that refers to another one keeps an earlier version from deleting that. */
    private String references(String definition) {
        Matcher reference = REFERENCE.matcher(definition);
        while (reference.find()) {
            boolean follows = reference.group("after").matches("(?i).* ON DELETE (CASCADE|SET NULL).*");
            String table = reference.group("table");
            if (!follows && !NEVER_DELETED.contains(table) && !newNames.contains(table)) {
                return "it keeps an earlier version from deleting rows of " + table;
            }
        }
        return "";
    }

    private String assigned(Matcher update) {
        boolean onlyNew = newNames.contains(update.group("table"))
                || Arrays.stream(update.group("set").split(", (?=[a-z_]+ = )", -1))
                        .map(part -> update.group("table") + "." + part.split(" = ", 2)[0])
                        .allMatch(newNames::contains);
        return onlyNew ? "" : "it changes values that an earlier version reads";
    }
}
