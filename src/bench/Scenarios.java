import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** All that is measured, in this order. */
final class Scenarios {

    private static final String TAGS = "bench/tags";
    private static final String SMALL = "bench/small";
    private static final int MOST_WARM_UPS = 6;
    private static final int HEAD_CLIENTS = 16;
    private static final int PUSH_CLIENTS = 8;
    private static final int SMALL_BLOBS = 1000;
    private static final int GARBAGE_BLOBS = 100_000;
    private static final int ZB_REQUESTS = 8;
    private static final int SMALL_BYTES = 4 << 10;
    private static final long MEDIUM_BYTES = 10 << 20;

    private final Options options;
    private final Image image;
    private final Path folder;
    private final List<Scenario> all = new ArrayList<>();

    private Scenarios(Options options, Image image, Path folder) {
        this.options = options;
        this.image = image;
        this.folder = folder;
    }

    static List<Scenario> of(Options options, Image image, Programs programs, Path folder) throws IOException {
        Scenarios scenarios = new Scenarios(options, image, folder);
        if (options.access()) {
            programs.find("wrk", "wrk").ifPresent(scenarios::access);
        } else {
            scenarios.everything(programs);
        }
        return scenarios.all.stream().filter(options::wants).toList();
    }

    private void access(Path wrk) {
        int seconds = options.size().seconds();
        all.addAll(new AccessScenarios(image, folder, wrk, firstWarmUp(), seconds).all());
    }

    private void everything(Programs programs) throws IOException {
        transfers();
        programs.find("wrk", "wrk").ifPresent(this::requests);
        head();
        writes();
        programs.find("openssl", "openssl").ifPresent(openssl -> encrypted());
        programs.find("sqlite3", "sqlite3").map(Sqlite::new).ifPresent(this::filled);
        programs.find("sqlite3", "sqlite3").map(Sqlite::new).ifPresent(this::collecting);
        starts();
    }

    private void transfers() throws IOException {
        long bytes = options.size().blobBytes();
        String size = bytes % (1 << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
        all.add(new PushScenario("push-stream", "push " + size + ", PATCH stream", bytes, Pushes::stream));
        all.add(new PushScenario("push-put", "push " + size + ", one PUT", bytes, Pushes::whole));
        all.add(new PullScenario("pull-large", "pull " + size, bytes, 1, new WarmUp(0, 1)));
        all.add(new PullScenario("pull-10m", "pull 10 MiB", MEDIUM_BYTES, (int) (bytes / MEDIUM_BYTES), warmUp()));
    }

    private void requests(Path wrk) {
        int seconds = options.size().seconds();
        WrkScenario.Load first = new WrkScenario.Load(wrk, folder, firstWarmUp(), seconds);
        WrkScenario.Load load = new WrkScenario.Load(wrk, folder, warmUp(), seconds);
        String digest = Content.digest(image.manifestBytes(""));
        String tag = Image.manifest(Image.TAG);
        String blob = Image.blob(image.layer());
        Scenario byTag = new WrkScenario("manifest-tag", "manifest GET by tag", tag, first);
        all.add(byTag);
        all.add(CompanionScenario.of(
                new GivenScenario(byTag, image),
                "the same with a token",
                Optional.of(byTag.name()),
                Variant.BEARER,
                folder));
        all.add(new WrkScenario("manifest-digest", "manifest GET by digest", Image.manifest(digest), load));
        all.add(new WrkScenario("blob-2k", "blob of 2 KiB, GET", blob, load));
    }

    /** What many requests have in common is compiled here. */
    private WarmUp firstWarmUp() {
        return new WarmUp(4.0 * options.size().warmUpSeconds(), 2 * MOST_WARM_UPS);
    }

    private WarmUp warmUp() {
        return new WarmUp(options.size().warmUpSeconds(), MOST_WARM_UPS);
    }

    /** Not by wrk, which waits for the body of an answer to HEAD. */
    private void head() {
        all.add(new ClientsScenario(
                "manifest-head",
                "manifest HEAD by tag",
                Scenario.Unit.REQUESTS,
                HEAD_CLIENTS,
                server -> {},
                (connection, number) ->
                        connection.send("HEAD", Image.manifest(Image.TAG)).require(200),
                warmUp(),
                options.size().seconds(),
                0));
    }

    private void writes() {
        all.add(manifests("manifest-put", "manifest PUT, new tag, 8 clients", TAGS));
        all.add(smallBlobs("push 1,000 blobs of 4 KiB, 8 clients"));
    }

    private Scenario smallBlobs(String title) {
        return new ClientsScenario(
                "small-blobs",
                title,
                Scenario.Unit.PUSHES,
                PUSH_CLIENTS,
                server -> {},
                (connection, number) -> Pushes.bytes(connection, SMALL, Content.bytes(SMALL_BYTES, number)),
                warmUp(),
                0,
                SMALL_BLOBS);
    }

    /** Pushes beside a collector that is busy. */
    private void collecting(Sqlite sqlite) {
        Garbage garbage = new Garbage(sqlite, folder, GARBAGE_BLOBS);
        String title = "the same while garbage is collected";
        for (Scenario work : List.of(manifests("manifest-put", title, TAGS), smallBlobs(title))) {
            all.add(new CompanionScenario(
                    new CollectingScenario(work),
                    work.name() + "-collecting",
                    title,
                    Optional.of(work.name()),
                    Variant.COLLECTING,
                    garbage,
                    new LinkedHashMap<>()));
        }
    }

    private void starts() {
        all.add(new StartScenario("start", "start to first 200", Variant.OPEN, folder));
        all.add(new StartScenario("start-trained", "start to first 200, with an AOT cache", Variant.TRAINED, folder));
    }

    private void encrypted() {
        for (Scenario work : List.copyOf(all)) {
            if (List.of("push-put", "pull-large").contains(work.name())) {
                all.add(CompanionScenario.of(work, work.title() + ", TLS", Optional.empty(), Variant.TLS, folder));
            }
        }
    }

    /** Pages, and new tags, in a large database beside a small one. */
    private void filled(Sqlite sqlite) {
        Filled filled = new Filled(image, sqlite, folder);
        Scenario catalogue = pages("catalogue-page", "first page of a small catalogue", "/v2/_catalog?n=100");
        Scenario tags = pages(
                "tags-page",
                "first page of the tags of a small repository",
                "/v2/" + Image.REPOSITORY + "/tags/list?n=100");
        all.add(catalogue);
        all.add(tags);
        besideSmall(catalogue, pages("", "the same, 100 of 100,000 repositories", "/v2/_catalog?n=100"), filled);
        besideSmall(tags, pages("", "the same, 100 of 1,000,000", "/v2/" + Filled.MANY + "/tags/list?n=100"), filled);
        Scenario some = manifests("", "the same where 10,000 tags are", Filled.SOME);
        Scenario many = manifests("", "the same where 1,000,000 tags are", Filled.MANY);
        Scenario small = manifests("manifest-put", "", TAGS);
        besideSmall(small, some, filled);
        all.add(new CompanionScenario(
                many,
                "manifest-put-million",
                many.title(),
                Optional.of("manifest-put-filled"),
                Variant.FILLED,
                filled,
                new LinkedHashMap<>()));
    }

    private void besideSmall(Scenario small, Scenario large, Filled filled) {
        all.add(new CompanionScenario(
                large,
                small.name() + "-filled",
                large.title(),
                Optional.of(small.name()),
                Variant.FILLED,
                filled,
                new LinkedHashMap<>()));
    }

    /** The large registry has done nothing else before, so both get as warm as that alone makes them. */
    private Scenario pages(String name, String title, String path) {
        return new ClientsScenario(
                name,
                title,
                Scenario.Unit.REQUESTS,
                1,
                server -> {},
                (connection, number) -> connection.send("GET", path).require(200),
                firstWarmUp(),
                options.size().seconds(),
                0);
    }

    private Scenario manifests(String name, String title, String repository) {
        return new ClientsScenario(
                name,
                title,
                Scenario.Unit.PUSHES,
                PUSH_CLIENTS,
                server -> image.give(server, repository),
                (connection, number) -> connection
                        .send(
                                "PUT",
                                Image.manifest(repository, "t" + number),
                                Image.MEDIA_TYPE,
                                image.manifestBytes("n" + number))
                        .require(201),
                firstWarmUp(),
                options.size().seconds(),
                0);
    }

    /** What is told by other figures than its cost. */
    static List<Probe> probes(Options options, Image image, Programs programs, Path folder) {
        List<Probe> probes = new ArrayList<>();
        if (options.access()) {
            return probes;
        }
        probes.add(new SlowProbe(image, folder, options.size().seconds()));
        programs.find("crane", "crane").ifPresent(crane -> probes.add(new RealPullProbe(crane, image, folder)));
        programs.find("zb", "zb").ifPresent(zb -> probes.add(new ZbProbe(zb, folder, ZB_REQUESTS)));
        return probes.stream().filter(options::wants).toList();
    }
}
