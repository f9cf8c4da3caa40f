package io.staithe.upgrade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One migration.
 *
 * @param statements without comments, in one line each, without their texts
 */
record MigrationScript(int version, String name, List<String> statements) {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern FILE = Pattern.compile("V([0-9]+)__([a-z0-9_]+)\\.sql");
    private static final Pattern SINCE = Pattern.compile("(?:^|_)since_([0-9]+)$");
    private static final Pattern LITERAL = Pattern.compile("\\$\\$.*?\\$\\$|'[^']*'", Pattern.DOTALL);

    /** Those for {@code sqlite} or {@code postgresql}, in their order. */
    static List<MigrationScript> all(String database) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(database))) {
            return files.map(MigrationScript::read)
                    .sorted(Comparator.comparingInt(MigrationScript::version))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MigrationScript read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MigrationScript parse(String file, String sql) {
        Matcher name = FILE.matcher(file);
        if (!name.matches()) {
            throw new AssertionError(file + " is not named like V3__what_it_adds.sql");
        }
        String plain = LITERAL.matcher(sql.replaceAll("--[^\n]*", "")).replaceAll("''");
        List<String> statements = Arrays.stream(plain.split(";", -1))
                .map(statement -> statement.strip().replaceAll("\\s+", " "))
                .filter(statement -> !statement.isEmpty())
                .toList();
        return new MigrationScript(Integer.parseInt(name.group(1)), name.group(2), statements);
    }

    /** The version that somebody has to know to work on what this migration leaves; empty if it only adds. */
    OptionalInt since() {
        Matcher since = SINCE.matcher(name);
        return since.find() ? OptionalInt.of(Integer.parseInt(since.group(1))) : OptionalInt.empty();
    }
}
