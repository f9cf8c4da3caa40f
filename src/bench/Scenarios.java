import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that is measured, in this order. */
final class Scenarios {

    private static final String TAGS = "bench/tags";
    private static final String SMALL = "bench/small";
    private static final int MOST_WARM_UPS = 6;
    private static final int HEAD_CLIENTS = 16;
    private static final int PUSH_CLIENTS = 8;
    private static final int SMALL_BLOBS = 1000;
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
        scenarios.transfers();
        programs.find("wrk", "wrk").ifPresent(scenarios::requests);
        scenarios.head();
        scenarios.writes();
        return scenarios.all.stream().filter(options::wants).toList();
    }

    private void transfers() throws IOException {
        long bytes = options.size().blobBytes();
        String size = bytes % (1 << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
        all.add(new PushScenario("push-stream", "push " + size + ", PATCH stream", bytes, Pushes::stream));
        all.add(new PushScenario("push-put", "push " + size + ", one PUT", bytes, Pushes::whole));
        all.add(new PullScenario("pull-large", "pull " + size, bytes, 1));
        all.add(new PullScenario("pull-10m", "pull 10 MiB", MEDIUM_BYTES, (int) (bytes / MEDIUM_BYTES)));
    }

    private void requests(Path wrk) {
        int seconds = options.size().seconds();
        WrkScenario.Load first = new WrkScenario.Load(wrk, folder, firstWarmUp(), seconds);
        WrkScenario.Load load = new WrkScenario.Load(wrk, folder, warmUp(), seconds);
        String digest = Content.digest(image.manifestBytes(""));
        String tag = Image.manifest(Image.TAG);
        String blob = Image.blob(image.layer());
        all.add(new WrkScenario("manifest-tag", "manifest GET by tag", tag, first));
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
        WarmUp warmUp = new WarmUp(options.size().warmUpSeconds() / 2.0, 2);
        all.add(new ClientsScenario(
                "manifest-put",
                "manifest PUT, new tag, 8 clients",
                Scenario.Unit.PUSHES,
                PUSH_CLIENTS,
                server -> image.give(server, TAGS),
                this::pushManifest,
                warmUp,
                options.size().seconds(),
                0));
        all.add(new ClientsScenario(
                "small-blobs",
                "push 1,000 blobs of 4 KiB, 8 clients",
                Scenario.Unit.PUSHES,
                PUSH_CLIENTS,
                server -> {},
                (connection, number) -> Pushes.bytes(connection, SMALL, Content.bytes(SMALL_BYTES, number)),
                warmUp,
                0,
                SMALL_BLOBS));
        all.add(new StartScenario("start", "start to first 200", folder));
    }

    private void pushManifest(Connection connection, long number) throws IOException {
        connection
                .send("PUT", Image.manifest(TAGS, "t" + number), Image.MEDIA_TYPE, image.manifestBytes("n" + number))
                .require(201);
    }
}
