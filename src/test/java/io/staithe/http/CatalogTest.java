package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRegistry.class)
class CatalogTest {

    private final RegistryClient client;
    private final String prefix = Samples.repository();

    CatalogTest(RegistryClient client) {
        this.client = client;
        for (String suffix : new String[] {"/b", "/a/c", "/a-b", "/a"}) {
            client.pushImage(prefix + suffix, "1", prefix + suffix);
        }
    }

    /** In ASCII order. */
    private List<String> own() {
        return List.of(prefix + "/a", prefix + "/a-b", prefix + "/a/c", prefix + "/b");
    }

    private static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.expect(200).json().path("repositories").forEach(name -> names.add(name.stringValue()));
        return names;
    }

    @Test
    void allRepositoriesInAsciiOrder() {
        Answer answer = client.ask("GET /v2/_catalog").expect(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(names(answer)).isSorted().containsSubsequence(own());
    }

    @Test
    void pagesFollowEachOther() {
        List<String> found = new ArrayList<>();
        Optional<String> next = Optional.of("/v2/_catalog?n=3");
        while (next.isPresent()) {
            Answer page = client.ask("GET " + next.get());
            assertThat(names(page)).hasSizeBetween(1, 3);
            found.addAll(names(page));
            next = Pages.next(page);
        }
        assertThat(found).isSorted().doesNotHaveDuplicates().containsSubsequence(own());
    }

    @Test
    void lastAndNWorkAsForTags() {
        String last = prefix.replace("/", "%2F");
        assertThat(names(client.ask("GET /v2/_catalog?n=4&last=" + last))).isEqualTo(own());
        assertThat(names(client.ask("GET /v2/_catalog?n=2&last=" + prefix + "/a-a")))
                .isEqualTo(own().subList(1, 3));
        assertThat(names(client.ask("GET /v2/_catalog?n=0"))).isEmpty();
        assertThat(names(client.ask("GET /v2/_catalog?last=zzzz"))).isEmpty();
        client.ask("GET /v2/_catalog?n=-1").refused(400, ErrorCode.UNSUPPORTED);
    }

    @Test
    void aRepositoryThatOnlyHasBlobsIsNotShownYet() {
        client.pushBlob(prefix + "/c", prefix.getBytes(UTF_8));
        assertThat(names(client.ask("GET /v2/_catalog"))).doesNotContain(prefix + "/c");
    }
}
