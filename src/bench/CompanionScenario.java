import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Another scenario's work, on a second server of the same contender that is set up in another way.
 *
 * @param base the scenario that the first contender's figures are compared with; empty to compare with other contenders
 */
record CompanionScenario(
        Scenario work,
        String name,
        String title,
        Optional<String> base,
        Variant variant,
        Starter starter,
        Map<Contender, Server> companions)
        implements Scenario {

    /** Starts the second server. */
    @FunctionalInterface
    interface Starter {
        Server start(Contender contender) throws IOException, InterruptedException;
    }

    static CompanionScenario of(Scenario work, String title, Optional<String> base, Variant variant, Path folder) {
        String suffix = variant.name().toLowerCase(Locale.ROOT);
        return new CompanionScenario(
                work,
                work.name() + "-" + suffix,
                title,
                base,
                variant,
                contender -> Server.start(contender, variant, folder.resolve(contender.name() + "-" + suffix)),
                new LinkedHashMap<>());
    }

    @Override
    public Unit unit() {
        return work.unit();
    }

    @Override
    public boolean suits(Contender contender) {
        return contender.registry() && contender.launches().containsKey(variant);
    }

    @Override
    public void prepare(Server server) throws IOException, InterruptedException {
        Server companion = starter.start(server.contender());
        companions.put(server.contender(), companion);
        work.prepare(companion);
    }

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        return work.run(companions.get(server.contender()), warmUp);
    }

    @Override
    public void finish(Server server) throws IOException {
        try (Server companion = companions.remove(server.contender())) {
            if (companion != null) {
                work.finish(companion);
            }
        }
    }

    /** By its name: companions come and go. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CompanionScenario scenario && scenario.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
