import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts Staithe with 100,000 repositories of a manifest each, and repositories of 10,000 and of 1,000,000 tags, put into its database by SQL. */
record Filled(Image image, Sqlite sqlite, Path folder) implements CompanionScenario.Starter {

    static final String SOME = "filled/ten-thousand-tags";
    static final String MANY = "filled/a-million-tags";

    @Override
    public Server start(Contender contender) throws IOException, InterruptedException {
        Path own = folder.resolve(contender.name() + "-filled");
        if (!Files.exists(own)) {
            try (Server server = Server.start(contender, Variant.OPEN, own)) {
                for (String repository : List.of(SOME, MANY)) {
                    image.give(server, repository);
                    try (Connection connection = server.connect()) {
                        connection
                                .send("PUT", Image.manifest(repository, "t"), Image.MEDIA_TYPE, image.manifestBytes(""))
                                .require(201);
                    }
                }
            }
            fill(own.resolve("data/staithe.db"));
            Machine.writeOut();
        }
        return Server.start(contender, Variant.FILLED, own);
    }

    private void fill(Path database) throws IOException, InterruptedException {
        sqlite.run(database, """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                INSERT INTO repository (name, created_at) SELECT printf('filled/r%06d', i), 0 FROM n;
                INSERT INTO manifest (repository_id, digest, media_type, annotations, size, content, created_at)
                SELECT r.id, m.digest, m.media_type, m.annotations, m.size, m.content, 0
                FROM repository r, tag t JOIN manifest m ON m.repository_id = t.repository_id AND m.digest = t.digest
                WHERE r.name GLOB 'filled/r*' AND t.name = 't'
                AND t.repository_id = (SELECT id FROM repository WHERE name = '$some');
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                INSERT INTO tag (repository_id, name, digest, updated_at)
                SELECT t.repository_id, printf('v%07d', i), t.digest, 0
                FROM n, tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = '$some' AND t.name = 't';
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
                INSERT INTO tag (repository_id, name, digest, updated_at)
                SELECT t.repository_id, printf('v%07d', i), t.digest, 0
                FROM n, tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = '$many' AND t.name = 't';
                """.replace("$some", SOME).replace("$many", MANY));
    }
}
