package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.Images;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRegistry.class)
class TagListTest {

    /** In ASCII order. */
    private static final List<String> TAGS = List.of("10", "2", "A", "Z", "_x", "a", "a-b", "a.b", "latest", "z");

    private final RegistryClient client;
    private final String repository = Samples.repository();
    private final String list = "/v2/" + repository + "/tags/list";

    TagListTest(RegistryClient client) {
        this.client = client;
        byte[] config = repository.getBytes(UTF_8);
        client.pushBlob(repository, config);
        for (String tag : TAGS.reversed()) {
            client.pushManifest(repository, tag, Images.MANIFEST, Images.manifest(config));
        }
    }

    private List<String> tags(Answer answer) {
        List<String> tags = new ArrayList<>();
        answer.expect(200).json().path("tags").forEach(tag -> tags.add(tag.stringValue()));
        return tags;
    }

    @Test
    void allTagsInAsciiOrder() {
        Answer answer = client.ask("GET " + list).expect(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().path("name").stringValue()).isEqualTo(repository);
        assertThat(tags(answer)).isEqualTo(TAGS);
        assertThat(answer.headers("Link")).isEmpty();
    }

    @Test
    void pagesFollowEachOther() {
        for (int n = 1; n <= TAGS.size(); n++) {
            List<String> found = new ArrayList<>();
            Optional<String> next = Optional.of(list + "?n=" + n);
            while (next.isPresent()) {
                Answer page = client.ask("GET " + next.get());
                assertThat(tags(page)).hasSizeBetween(1, n);
                found.addAll(tags(page));
                next = Pages.next(page);
            }
            assertThat(found).isEqualTo(TAGS);
        }
    }

    @Test
    void theLinkIsAPathOnThisHost() {
        assertThat(client.ask("GET " + list + "?n=3").header("Link"))
                .isEqualTo("<" + list + "?n=3&last=A>; rel=\"next\"");
    }

    @Test
    void moreThanThereIsHasNoLink() {
        for (String n : new String[] {"10", "11", "2147483648", "99999999999999999999"}) {
            Answer answer = client.ask("GET " + list + "?n=" + n);
            assertThat(tags(answer)).isEqualTo(TAGS);
            assertThat(answer.headers("Link")).isEmpty();
        }
    }

    @Test
    void aNumberWithManyZerosIsThatNumber() {
        Answer answer = client.ask("GET " + list + "?n=" + "0".repeat(9000) + "3");
        assertThat(tags(answer)).hasSize(3);
        assertThat(answer.header("Link")).isEqualTo("<" + list + "?n=3&last=A>; rel=\"next\"");
    }

    @Test
    void noneWanted() {
        Answer answer = client.ask("GET " + list + "?n=0");
        assertThat(tags(answer)).isEmpty();
        assertThat(answer.headers("Link")).isEmpty();
    }

    @Test
    void lastIsAPositionNotATag() {
        assertThat(tags(client.ask("GET " + list + "?last=a"))).containsExactly("a-b", "a.b", "latest", "z");
        assertThat(tags(client.ask("GET " + list + "?last=aa"))).containsExactly("latest", "z");
        assertThat(tags(client.ask("GET " + list + "?last=%20not%20a%20tag"))).isEqualTo(TAGS);
        assertThat(tags(client.ask("GET " + list + "?n=1&last=a-b"))).containsExactly("a.b");
        assertThat(tags(client.ask("GET " + list + "?last="))).isEqualTo(TAGS);
        assertThat(tags(client.ask("GET " + list + "?last=zzz"))).isEmpty();
        assertThat(tags(client.ask("GET " + list + "?last=%F0%9F%90%B3"))).isEmpty();
    }

    @Test
    void aDeletedTagIsNotListed() {
        client.ask("DELETE /v2/" + repository + "/manifests/2").expect(202);
        assertThat(tags(client.ask("GET " + list))).doesNotContain("2");
    }

    @Test
    void aRepositoryWithoutTagsHasAnEmptyListAndAnUnknownOneNone() {
        String other = Samples.repository();
        client.ask("GET /v2/" + other + "/tags/list").refused(404, ErrorCode.NAME_UNKNOWN);
        client.pushBlob(other, other.getBytes(UTF_8));
        assertThat(client.ask("GET /v2/" + other + "/tags/list").expect(200).text())
                .isEqualTo("{\"name\":\"" + other + "\",\"tags\":[]}");
    }
}
