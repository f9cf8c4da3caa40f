package io.staithe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row of {@code hostile-requests.txt}, whose head explains its form. */
record HostileRequest(int line, String row, int status, String code, String head, String body) {

    private static final Pattern ROW = Pattern.compile("(\\d{3}) +([A-Z_]+) +(.*)");
    private static final Pattern REPEAT = Pattern.compile("<([^<>]+)\\*(\\d+)>");
    private static final Pattern PLACE = Pattern.compile("<([a-z]+)>");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|t|x[0-9a-f]{2})");
    private static final String CHUNKED = "<chunked>";
    private static final int CHUNK_BYTES = 60_000;

    static List<HostileRequest> all() throws IOException {
        List<HostileRequest> requests = new ArrayList<>();
        int number = 0;
        for (String line : table().lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                requests.add(parse(number, line));
            }
        }
        return requests;
    }

    private static String table() throws IOException {
        try (InputStream stream = HostileRequest.class.getResourceAsStream("hostile-requests.txt")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8);
        }
    }

    private static HostileRequest parse(int number, String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            throw new IllegalArgumentException("line " + number + ": " + line);
        }
        String request = row.group(3);
        int split = request.indexOf(" || ");
        String head = split < 0 ? request : request.substring(0, split);
        String body = split < 0 ? "" : request.substring(split + 4);
        return new HostileRequest(number, line, Integer.parseInt(row.group(1)), row.group(2), head, body);
    }

    String method() {
        return head.substring(0, head.indexOf(' '));
    }

    boolean uses(String place) {
        return head.contains("<" + place + ">");
    }

    /** @param places what stands in the row as {@code <name>} */
    byte[] bytes(Map<String, String> places) {
        byte[] content = bytes(body.replace(CHUNKED, ""), places);
        String[] parts = head.split(" \\| ", -1);
        StringBuilder request = new StringBuilder(parts[0]);
        if (!parts[0].contains(" HTTP/")) {
            request.append(" HTTP/1.1");
        }
        for (int i = 1; i < parts.length; i++) {
            request.append(parts[i].equals("Host: -") ? "" : "\r\n" + parts[i]);
        }
        if (!head.contains("Host: ")) {
            request.append("\r\nHost: registry");
        }
        if (content.length > 0 && !head.contains("Content-Length: ") && !head.contains("Transfer-Encoding: ")) {
            request.append("\r\nContent-Length: ").append(content.length);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes(request + "\r\n\r\n", places));
        all.writeBytes(body.startsWith(CHUNKED) ? inChunks(content) : content);
        return all.toByteArray();
    }

    private static byte[] bytes(String text, Map<String, String> places) {
        String repeated = REPEAT.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
        String placed = PLACE.matcher(repeated)
                .replaceAll(match -> Matcher.quoteReplacement(Objects.requireNonNull(
                        places.get(match.group(1)), () -> "no place " + match.group(1) + " in " + text)));
        return ESCAPE.matcher(placed)
                .replaceAll(match -> Matcher.quoteReplacement(escaped(match.group(1))))
                .getBytes(ISO_8859_1);
    }

    private static String escaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            default -> String.valueOf((char) Integer.parseInt(escape, 1, 3, 16));
        };
    }

    private static byte[] inChunks(byte[] content) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int from = 0; from < content.length; from += CHUNK_BYTES) {
            int length = Math.min(CHUNK_BYTES, content.length - from);
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
            chunks.write(content, from, length);
            chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return chunks.toByteArray();
    }

    @Override
    public String toString() {
        return "line " + line + ": " + row;
    }
}
