import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts Staithe with blobs that nothing names and whose grace is over: its collector takes them, at its usual pace, for some
 * minutes. They have no files, which it does not mind.
 */
record Garbage(Sqlite sqlite, Path folder, int blobs) implements CompanionScenario.Starter {

    @Override
    public Server start(Contender contender) throws IOException, InterruptedException {
        Path own = folder.resolve(contender.name() + "-garbage");
        if (!Files.exists(own)) {
            Server.start(contender, Variant.COLLECTING, own).close();
        }
        fill(own.resolve("data/staithe.db"));
        return Server.start(contender, Variant.COLLECTING, own);
    }

    private void fill(Path database) throws IOException, InterruptedException {
        sqlite.run(database, """
                INSERT INTO repository (name, created_at) VALUES ('garbage', 0) ON CONFLICT DO NOTHING;
                CREATE TEMP TABLE added AS
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                SELECT 'sha256:' || lower(hex(randomblob(32))) AS digest, lower(hex(randomblob(16))) AS key FROM n;
                INSERT INTO blob (digest, size, storage_key, created_at)
                SELECT digest, 4096, substr(key, 1, 2) || '/' || key, 0 FROM added;
                INSERT INTO repository_blob (repository_id, digest) SELECT r.id, a.digest FROM added a, repository r WHERE r.name = 'garbage';
                INSERT INTO review (kind, repository_id, digest, review_after)
                SELECT 'blob', r.id, a.digest, 0 FROM added a, repository r WHERE r.name = 'garbage';
                """.formatted(blobs));
    }
}
