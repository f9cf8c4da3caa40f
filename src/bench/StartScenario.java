import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** From the start of the process to its first 200, with a data folder that it knows. */
record StartScenario(String name, String title, Variant variant, Path folder) implements Scenario {

    @Override
    public Unit unit() {
        return Unit.START;
    }

    @Override
    public boolean suits(Contender contender) {
        return contender.registry() && contender.launches().containsKey(variant);
    }

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(server.name() + "-" + name));
        try (Server fresh = Server.start(server.contender(), variant, own)) {
            Usage usage = fresh.usage();
            return new Sample(1, usage.user(), usage.system(), fresh.startSeconds(), usage.written());
        }
    }
}
