import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results as a picture: bars of the medians, a group a scenario, CPU on the left and rate on the right. */
final class Plot {

    private static final int BAR = 13;
    private static final int GAP = 34;
    private static final int NAME = 110;
    private static final int LONGEST = 190;
    private static final int PANEL = NAME + LONGEST + 90;
    private static final String OWN = "#1f6f8b";
    private static final String OTHER = "#b8c4cc";

    private final StringBuilder svg = new StringBuilder();

    private Plot() {}

    static String of(List<Contender> contenders, Results results) {
        Plot plot = new Plot();
        int top = 10;
        for (Scenario scenario : results.scenarios()) {
            Scenario.Unit unit = scenario.unit();
            boolean start = unit == Scenario.Unit.START;
            plot.panel(
                    0,
                    top,
                    scenario.title() + ", CPU s per " + unit.name(),
                    results,
                    scenario,
                    Sample::cpu,
                    contenders);
            ToDoubleFunction<Sample> right = start ? Sample::wall : sample -> sample.rate() * unit.scale();
            plot.panel(PANEL, top, start ? "s" : unit.rate(), results, scenario, right, contenders);
            top += results.of(scenario).size() * BAR + GAP;
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"
                     font-family="sans-serif" font-size="11">
                <rect width="100%%" height="100%%" fill="white"/>
                %3$s</svg>
                """.formatted(2 * PANEL, top, plot.svg);
    }

    private void panel(
            int left,
            int top,
            String title,
            Results results,
            Scenario scenario,
            ToDoubleFunction<Sample> figure,
            List<Contender> contenders) {
        Map<Contender, Spread> values = results.spreads(scenario, figure);
        double most = values.values().stream().mapToDouble(Spread::median).max().orElse(1);
        text(left + 6, top + 12, "bold", title);
        int y = top + 18;
        for (Contender contender : contenders) {
            if (values.containsKey(contender)) {
                bar(left, y, contender, values.get(contender).median(), most);
                y += BAR;
            }
        }
    }

    private void bar(int left, int y, Contender contender, double value, double most) {
        int width = (int) Math.max(1, Math.round(value / most * LONGEST));
        text(left + 6, y + 10, "normal", contender.name());
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
                .formatted(left + NAME, y + 1, width, BAR - 3, contender.reference() ? OWN : OTHER));
        text(left + NAME + width + 4, y + 10, "normal", Spread.text(value));
    }

    private void text(int x, int y, String weight, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n"
                .formatted(x, y, weight, text.replace("&", "&amp;")));
    }
}
