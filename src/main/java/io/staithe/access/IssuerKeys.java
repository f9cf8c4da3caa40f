package io.staithe.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/**
 * The keys of one issuer, out of a file or from where its discovery document says. A key that is not known is looked for,
 * but seldom: strangers can make up keys' names. Thread-safe.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

    /** After this long without a look, keys that the issuer took away are no longer taken. */
    private static final Duration KEPT = Duration.ofMinutes(5);
    /** What is known goes on for so long while the issuer does not answer. */
    private static final Duration OUTAGE = Duration.ofHours(1);

    static final Duration LEAST_BETWEEN_LOOKS = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String issuer;
    private final @Nullable Path file;
    private final RestClient http;
    private volatile boolean available = true;

    /** @param file null to ask the issuer */
    IssuerKeys(String issuer, @Nullable Path file) {
        this.issuer = issuer;
        this.file = file;
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(TIMEOUT);
        requests.setReadTimeout(TIMEOUT);
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /** Keys to verify with, which are remembered and looked for as it is due. */
    JWKSource<SecurityContext> source() {
        return JWKSourceBuilder.create(this)
                .cache(KEPT.toMillis(), TIMEOUT.multipliedBy(3).toMillis())
                .refreshAheadCache(false)
                .rateLimited(LEAST_BETWEEN_LOOKS.toMillis())
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    /** Whether the last look was one that found keys. */
    boolean isAvailable() {
        return available;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long currentTime, SecurityContext context)
            throws KeySourceException {
        try {
            JWKSet keys = file != null ? JWKSet.load(file.toFile()) : JWKSet.parse(get(location()));
            available = true;
            return keys;
        } catch (IOException | ParseException | RestClientException e) {
            available = false;
            log.warn("The keys of {} cannot be had: {}", issuer, e.toString());
            throw new JWKSetRetrievalException("the keys of " + issuer + " cannot be had", e);
        }
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    private URI location() throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode document = http.get()
                .uri(URI.create(base + "/.well-known/openid-configuration"))
                .retrieve()
                .body(JsonNode.class);
        String named = document == null ? "" : document.path("issuer").asString("");
        String keys = document == null ? "" : document.path("jwks_uri").asString("");
        if (!named.equals(issuer) || !keys.startsWith("http")) {
            throw new IOException("its discovery document is another issuer's, or has no jwks_uri");
        }
        return URI.create(keys);
    }

    private String get(URI address) throws IOException {
        String body = http.get().uri(address).retrieve().body(String.class);
        if (body == null) {
            throw new IOException(address + " is empty");
        }
        return body;
    }

    @Override
    public void close() {}
}
