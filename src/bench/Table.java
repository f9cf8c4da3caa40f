import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results as Markdown: a row a figure, a column a server, then the ratio to the best other registry. */
final class Table {

    private final List<Contender> contenders;
    private final List<String> lines = new ArrayList<>();

    private Table(List<Contender> contenders) {
        this.contenders = contenders;
    }

    static String of(List<Contender> contenders, Results results) {
        Table table = new Table(contenders);
        table.header();
        for (Scenario scenario : results.scenarios()) {
            table.figures(scenario, results);
        }
        table.readings(results);
        table.memory(results);
        return String.join("\n", table.lines) + "\n";
    }

    private void header() {
        String names = contenders.stream().map(Contender::name).collect(Collectors.joining(" | "));
        lines.add("| Work | Figure | " + names + " | to the best |");
        lines.add("|---|---|" + "---:|".repeat(contenders.size() + 1));
    }

    private void figures(Scenario scenario, Results results) {
        Scenario.Unit unit = scenario.unit();
        Optional<Scenario> base = results.scenarios().stream()
                .filter(other -> scenario.base().filter(other.name()::equals).isPresent())
                .findFirst();
        if (base.isPresent()) {
            beside(scenario, base.get(), results);
            return;
        }
        if (unit == Scenario.Unit.START) {
            row(scenario.title(), "s", results.spreads(scenario, Sample::wall), Math::min);
            row("", "CPU s", results.spreads(scenario, Sample::cpu), Math::min);
            return;
        }
        row(scenario.title(), "CPU s per " + unit.name(), results.spreads(scenario, Sample::cpu), Math::min);
        row("", unit.rate(), results.spreads(scenario, s -> s.rate() * unit.scale()), Math::max);
        if (scenario instanceof PushScenario || scenario instanceof ClientsScenario) {
            row(
                    "",
                    "MiB written per " + unit.name(),
                    results.spreads(scenario, s -> s.written() / s.amount() / (1 << 20)),
                    Math::min);
        }
    }

    /** Compared with the same server's other scenario instead of with other servers. */
    private void beside(Scenario scenario, Scenario base, Results results) {
        Scenario.Unit unit = scenario.unit();
        beside(scenario.title(), "CPU s per " + unit.name(), scenario, base, results, Sample::cpu);
        beside("", unit.rate(), scenario, base, results, sample -> sample.rate() * unit.scale());
    }

    private void beside(
            String title,
            String figure,
            Scenario scenario,
            Scenario base,
            Results results,
            ToDoubleFunction<Sample> value) {
        Map<Contender, Spread> values = results.spreads(scenario, value);
        Contender own = contenders.getFirst();
        Map<Contender, Spread> others = results.spreads(base, value);
        double ratio = values.containsKey(own) && others.containsKey(own)
                ? values.get(own).median() / others.get(own).median()
                : Double.NaN;
        lines.add(
                "| %s | %s | %s | %s × %s |".formatted(title, figure, cells(values), Spread.text(ratio), base.name()));
    }

    private String cells(Map<Contender, Spread> values) {
        return contenders.stream()
                .map(contender -> values.containsKey(contender) ? cell(values.get(contender)) : "–")
                .collect(Collectors.joining(" | "));
    }

    private void readings(Results results) {
        results.readings().forEach((reading, values) -> {
            Map<Contender, Spread> spreads = new LinkedHashMap<>();
            values.forEach((contender, list) -> spreads.put(contender, Spread.of(list)));
            row(reading.work(), reading.figure(), spreads, reading.lessIsBetter() ? Math::min : Math::max);
        });
    }

    private void memory(Results results) {
        Map<Contender, Spread> idle = new LinkedHashMap<>();
        Map<Contender, Spread> after = new LinkedHashMap<>();
        results.memory().forEach((contender, used) -> {
            idle.put(contender, Spread.of(List.of(used.idle() / 1e6)));
            after.put(contender, Spread.of(List.of(used.after() / 1e6)));
        });
        row("resident memory", "MB after start", idle, Math::min);
        row("", "MB after all", after, Math::min);
    }

    private void row(
            String title, String figure, Map<Contender, Spread> values, BiFunction<Double, Double, Double> better) {
        lines.add("| %s | %s | %s | %s |".formatted(title, figure, cells(values), ratio(values, better)));
    }

    private static String cell(Spread spread) {
        return spread.least() == spread.most() ? Spread.text(spread.median()) : spread.toString();
    }

    /** The first server's figure over that of the best other registry. */
    private String ratio(Map<Contender, Spread> values, BiFunction<Double, Double, Double> better) {
        Spread own = values.get(contenders.getFirst());
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().registry() && entry.getKey() != contenders.getFirst())
                .map(entry -> entry.getValue().median())
                .reduce((a, b) -> better.apply(a, b))
                .filter(best -> own != null && best > 0)
                .map(best -> Spread.text(own.median() / best) + " ×")
                .orElse("–");
    }
}
