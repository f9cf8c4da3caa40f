import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** crane pulls all platforms of an image into an empty folder. */
record RealPullProbe(Path crane, Image image, Path folder) implements Probe {

    private static final String WORK = "cold pull of two platforms, 8 layers of 4 MiB, by crane";

    @Override
    public String name() {
        return "crane";
    }

    @Override
    public String title() {
        return WORK;
    }

    @Override
    public void prepare(Server server) throws IOException {
        if (server.contender().registry()) {
            image.giveIndex(server);
        }
    }

    @Override
    public Map<Reading, Double> run(Server server) throws IOException, InterruptedException {
        if (!server.contender().registry()) {
            return Map.of();
        }
        Path target = Files.createTempDirectory(folder, "crane");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(List.of(
                        crane.toString(),
                        "pull",
                        "--insecure",
                        "--format=oci",
                        "127.0.0.1:" + server.port() + "/" + Image.PLATFORMS + ":" + Image.TAG,
                        target.resolve("image").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("crane.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(server.name() + ": " + Files.readString(folder.resolve("crane.log")));
        }
        return Map.of(new Reading(WORK, "s", true), (System.nanoTime() - began) / 1e9);
    }
}
