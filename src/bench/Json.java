import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results for programs: each single sample. */
final class Json {

    private Json() {}

    static String of(List<Contender> contenders, List<String> missing, Map<String, String> machine, Results results) {
        return object(Map.of(
                        "machine", object(quoted(machine)),
                        "missing", array(missing.stream().map(Json::text).toList()),
                        "servers", array(contenders.stream().map(Json::server).toList()),
                        "memory", memory(results),
                        "readings", readings(results),
                        "scenarios", scenarios(results)))
                + "\n";
    }

    private static String server(Contender contender) {
        return object(
                quoted(Map.of("name", contender.name(), "version", contender.version(), "syncs", contender.syncs())));
    }

    private static String memory(Results results) {
        return array(results.memory().entrySet().stream()
                .map(entry -> object(Map.of(
                        "server", text(entry.getKey().name()),
                        "idle", Long.toString(entry.getValue().idle()),
                        "after", Long.toString(entry.getValue().after()))))
                .toList());
    }

    private static String readings(Results results) {
        return array(results.readings().entrySet().stream()
                .flatMap(reading -> reading.getValue().entrySet().stream()
                        .map(values -> object(Map.of(
                                "work", text(reading.getKey().work()),
                                "figure", text(reading.getKey().figure()),
                                "server", text(values.getKey().name()),
                                "values",
                                        array(values.getValue().stream()
                                                .map(Json::number)
                                                .toList())))))
                .toList());
    }

    private static String scenarios(Results results) {
        return array(results.scenarios().stream()
                .map(scenario -> object(Map.of(
                        "name", text(scenario.name()),
                        "title", text(scenario.title()),
                        "unit", text(scenario.unit().name()),
                        "samples", samples(results.of(scenario)))))
                .toList());
    }

    private static String samples(Map<Contender, List<Sample>> samples) {
        return array(samples.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(sample -> sample(entry.getKey(), sample)))
                .toList());
    }

    private static String sample(Contender contender, Sample sample) {
        return object(Map.of(
                "server", text(contender.name()),
                "amount", number(sample.amount()),
                "user", number(sample.user()),
                "system", number(sample.system()),
                "wall", number(sample.wall()),
                "written", Long.toString(sample.written())));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static Map<String, String> quoted(Map<String, String> values) {
        return values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> text(entry.getValue())));
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\"";
    }

    private static String array(List<String> values) {
        return values.stream().collect(Collectors.joining(",\n", "[", "]"));
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> text(entry.getKey()) + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
