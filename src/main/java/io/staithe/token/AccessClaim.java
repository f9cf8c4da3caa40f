package io.staithe.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.access.Action;
import io.staithe.access.Limits.Scopes;
import io.staithe.oci.RepositoryName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The claim {@code access} of Docker's token specification. A list that is long is deflated, so that the token still
 * fits in a header.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">token authentication implementation</a>
 */
final class AccessClaim {

    static final String NAME = "access";
    private static final int LONGEST_PLAIN = 1500;
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final TypeReference<List<Entry>> ENTRIES = new TypeReference<>() {};

    private AccessClaim() {}

    private record Entry(String type, String name, List<String> actions) {}

    /** A list of entries, or text if that is shorter. */
    static Object encode(Scopes scopes) {
        List<Entry> entries = new ArrayList<>();
        scopes.actions()
                .forEach((repository, actions) -> entries.add(new Entry(
                        "repository",
                        repository.value(),
                        actions.stream().map(Action::word).sorted().toList())));
        if (scopes.catalog()) {
            entries.add(new Entry("registry", "catalog", List.of("*")));
        }
        byte[] json = MAPPER.writeValueAsBytes(entries);
        return json.length <= LONGEST_PLAIN
                ? entries.stream()
                        .map(entry -> Map.of("type", entry.type(), "name", entry.name(), "actions", entry.actions()))
                        .toList()
                : Base64.getUrlEncoder().withoutPadding().encodeToString(deflated(json));
    }

    /** Reads what {@link #encode} made, out of a token whose signature was verified. */
    static Scopes decode(Object claim) {
        List<Entry> entries = claim instanceof String text
                ? MAPPER.readValue(inflated(Base64.getUrlDecoder().decode(text)), ENTRIES)
                : MAPPER.convertValue(claim, ENTRIES);
        Map<RepositoryName, Set<Action>> actions = new LinkedHashMap<>();
        boolean catalog = false;
        for (Entry entry : entries) {
            if (entry.type().equals("registry")) {
                catalog = true;
            } else {
                Set<Action> set = EnumSet.noneOf(Action.class);
                entry.actions().forEach(word -> set.add(Action.valueOf(word.toUpperCase(Locale.ROOT))));
                actions.put(RepositoryName.parse(entry.name()), set);
            }
        }
        return new Scopes(actions, catalog);
    }

    private static byte[] deflated(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(bytes)) {
            stream.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String inflated(byte[] content) {
        try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(content))) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
