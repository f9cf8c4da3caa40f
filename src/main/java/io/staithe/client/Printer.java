package io.staithe.client;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes results: for people as a table, for programs as JSON. */
final class Printer {

    private final PrintWriter out;
    private final boolean json;

    Printer(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** @param columns the properties that the table shows, as {@code name} or {@code object.name} */
    void list(List<JsonNode> items, String... columns) {
        if (json) {
            write(items);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(columns));
        for (JsonNode item : items) {
            rows.add(List.of(columns).stream()
                    .map(column -> text(item.at("/" + column.replace('.', '/'))))
                    .toList());
        }
        int[] widths = new int[columns.length];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        rows.forEach(row -> out.println(line(row, widths)));
        out.flush();
    }

    private static String line(List<String> row, int... widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull() || (value.isArray() && value.isEmpty())) {
            return "-";
        }
        return value.isArray()
                ? value.valueStream().map(Printer::text).collect(Collectors.joining(","))
                : value.isObject()
                        ? value.valueStream().map(Printer::text).collect(Collectors.joining(":"))
                        : value.asString();
    }

    /** What a command made or found, with a sentence for people. */
    void done(JsonNode result, String sentence) {
        if (json) {
            write(result);
        } else {
            done(sentence);
        }
    }

    /** That something was done which has no result. */
    void done(String sentence) {
        if (!json) {
            out.println(sentence);
            out.flush();
        }
    }

    private void write(Object result) {
        out.println(JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(result));
        out.flush();
    }
}
