package io.staithe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.oci.Digest;
import io.staithe.oci.ErrorCode;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.Samples;
import io.staithe.testing.SharedRegistry;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, section 14. */
@ExtendWith(SharedRegistry.class)
class BlobRangeTest {

    private static final int SIZE = 200_000;

    private final RegistryClient client;
    private final byte[] content = Samples.bytes(SIZE);
    private final Digest digest;
    private final String path;

    BlobRangeTest(RegistryClient client) {
        this.client = client;
        String repository = Samples.repository();
        this.digest = client.pushBlob(repository, content);
        this.path = "/v2/" + repository + "/blobs/" + digest;
    }

    private Answer get(String range, String... headers) {
        String[] all = Arrays.copyOf(new String[] {"Range", range}, 2 + headers.length);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return client.ask("GET " + path, all);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=100-199, 100, 199",
        "bytes=100000-, 100000, 199999",
        "bytes=0-, 0, 199999",
        "bytes=-1, 199999, 199999",
        "bytes=-500, 199500, 199999",
        "bytes=-999999, 0, 199999",
        "bytes=199999-, 199999, 199999",
        "bytes=150000-9999999, 150000, 199999",
        "bytes=199000-99999999999999999999999, 199000, 199999",
        "BYTES=5-6, 5, 6",
        "'bytes=5-6,900000-', 5, 6"
    })
    void oneRangeIsThatPartOfTheBlob(String range, int first, int last) {
        Answer answer = get(range).expect(206);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes %d-%d/%d".formatted(first, last, SIZE));
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(last - first + 1));
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(content, first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=200000-", "bytes=500-0", "bytes=-0", "bytes=200000-300000,400000-"})
    void aRangeOutsideOfTheBlobCannotBeSatisfied(String range) {
        Answer answer = get(range).refused(416, ErrorCode.SIZE_INVALID);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + SIZE);
        assertThat(answer.headers("Docker-Content-Digest")).isEmpty();
        assertThat(answer.headers("Cache-Control")).noneMatch(value -> value.contains("immutable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"items=0-1", "bytes", "bytes=", "bytes=a-b", "bytes=-", "bytes=1", "bytes=1-2-3", "0-1"})
    void whatIsNoRangeOfBytesIsIgnored(String range) {
        assertThat(get(range).expect(200).body()).isEqualTo(content);
    }

    @Test
    void headIgnoresRanges() {
        Answer answer = client.ask("HEAD " + path, "Range", "bytes=0-1").expect(200);
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(SIZE));
    }

    @Test
    void anEmptyBlobHasNoRange() {
        String repository = Samples.repository();
        Digest empty = client.pushBlob(repository, new byte[0]);
        client.ask("GET /v2/" + repository + "/blobs/" + empty, "Range", "bytes=0-")
                .refused(416, ErrorCode.SIZE_INVALID);
    }

    @Test
    void severalRangesAreOnePartEachInTheOrderOfTheRequest() {
        Answer answer = get("bytes=100-199, 0-0,-10,150-150").expect(206);
        String type = answer.header("Content-Type");
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        int[][] parts = {{100, 199}, {0, 0}, {SIZE - 10, SIZE - 1}, {150, 150}};
        String expected = Arrays.stream(parts)
                .map(part -> "\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
                        + part[0] + "-" + part[1] + "/" + SIZE + "\r\n\r\n"
                        + new String(content, part[0], part[1] - part[0] + 1, ISO_8859_1))
                .collect(Collectors.joining("", "", "\r\n--" + boundary + "--\r\n"));
        assertThat(new String(answer.body(), ISO_8859_1)).isEqualTo(expected);
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(expected.length()));
    }

    @Test
    void aPartialPullOfAThousandRangesIsServedAndOneMoreIsRefused() {
        String ranges = IntStream.range(0, 1024)
                .mapToObj(i -> (i * 100) + "-" + (i * 100 + 1))
                .collect(Collectors.joining(",", "bytes=", ""));
        Answer answer = get(ranges).expect(206);
        assertThat(answer.text().split("Content-Range: ", -1)).hasSize(1025);
        get(ranges + ",5-5").refused(400, ErrorCode.UNSUPPORTED);
    }

    @Test
    void rangesThatAddUpToMoreThanTheBlobGiveTheBlob() {
        assertThat(get("bytes=0-,0-,0-").expect(200).body()).isEqualTo(content);
    }

    @Test
    void aRangeOfSomethingElseThanTheClientHasGivesTheBlob() {
        String etag = "\"" + digest + "\"";
        assertThat(get("bytes=5-6", "If-Range", etag).expect(206).body()).hasSize(2);
        for (String other : new String[] {"\"x\"", "W/" + etag, "Wed, 21 Oct 2015 07:28:00 GMT"}) {
            assertThat(get("bytes=5-6", "If-Range", other).expect(200).body()).isEqualTo(content);
        }
    }
}
