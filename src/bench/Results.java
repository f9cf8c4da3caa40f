import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured, by scenario and server, in the order in which it came. */
final class Results {

    private final Map<Scenario, Map<Contender, List<Sample>>> samples = new LinkedHashMap<>();
    private final Map<Reading, Map<Contender, List<Double>>> readings = new LinkedHashMap<>();
    private final Map<Contender, Memory> memory = new LinkedHashMap<>();

    /** Resident memory in bytes, after the start and after all scenarios. */
    record Memory(long idle, long after) {}

    void add(Scenario scenario, Contender contender, Sample sample) {
        samples.computeIfAbsent(scenario, s -> new LinkedHashMap<>())
                .computeIfAbsent(contender, c -> new ArrayList<>())
                .add(sample);
    }

    void add(Reading reading, Contender contender, double value) {
        readings.computeIfAbsent(reading, r -> new LinkedHashMap<>())
                .computeIfAbsent(contender, c -> new ArrayList<>())
                .add(value);
    }

    void add(Contender contender, Memory used) {
        memory.put(contender, used);
    }

    List<Scenario> scenarios() {
        return List.copyOf(samples.keySet());
    }

    Map<Contender, List<Sample>> of(Scenario scenario) {
        return samples.getOrDefault(scenario, Map.of());
    }

    Map<Reading, Map<Contender, List<Double>>> readings() {
        return readings;
    }

    Map<Contender, Memory> memory() {
        return memory;
    }

    /** One figure of all servers that were measured. */
    Map<Contender, Spread> spreads(Scenario scenario, ToDoubleFunction<Sample> figure) {
        Map<Contender, Spread> spreads = new LinkedHashMap<>();
        of(scenario)
                .forEach((contender, list) -> spreads.put(
                        contender,
                        Spread.of(list.stream().map(figure::applyAsDouble).toList())));
        return spreads;
    }
}
