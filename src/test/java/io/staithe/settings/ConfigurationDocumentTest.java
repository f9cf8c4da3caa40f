package io.staithe.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the names, types and defaults that people rely on, and the document that tells them. */
class ConfigurationDocumentTest {

    private static final boolean APPLY = Boolean.getBoolean("configuration.apply");
    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final String BEGIN = "<!-- Made from the code by ConfigurationDocumentTest. -->\n";
    private static final String END = "<!-- The end of what is made. -->\n";
    private static final Pattern SPRING_ROW =
            Pattern.compile("^\\| `([a-z.-]+)` \\| (–|`[^`]+`) \\| .+ \\|$", Pattern.MULTILINE);

    @Test
    void namesTypesAndDefaultsAreAContract() throws IOException {
        assertThat(DocumentedSettings.read().own())
                .extracting(DocumentedSettings.Setting::contract)
                .containsExactly("""
                    staithe.access.admin-password String
                    staithe.access.anonymous String
                    staithe.access.certificates List
                    staithe.access.failures-per-account Integer 100
                    staithe.access.failures-per-address Integer 20
                    staithe.access.groups List
                    staithe.access.htpasswd Path
                    staithe.access.id-token-session Duration 1h
                    staithe.access.issuers List
                    staithe.access.refresh Duration 2s
                    staithe.access.robots List
                    staithe.access.rules List
                    staithe.access.sessions-per-owner Integer 200
                    staithe.access.tokens-per-owner Integer 200
                    staithe.audit.failures-per-address Integer 60
                    staithe.audit.keep Duration 90d
                    staithe.data Path ./data
                    staithe.database.lock-timeout Duration 10s
                    staithe.database.start-timeout Duration 30s
                    staithe.database.statement-timeout Duration 30s
                    staithe.gc.bytes-per-second DataSize 0B
                    staithe.gc.delete-delay Duration 1h
                    staithe.gc.grace Duration 24h
                    staithe.gc.interval Duration 1m
                    staithe.gc.lease Duration 1m
                    staithe.gc.rows-per-second Integer 500
                    staithe.gc.sweep String report
                    staithe.gc.sweep-interval Duration 7d
                    staithe.gc.untagged String keep
                    staithe.gc.window String 00:00-24:00
                    staithe.gc.workers Integer 1
                    staithe.http.access-log Boolean true
                    staithe.http.sendfile Boolean true
                    staithe.listing.max-page-size Integer 10000
                    staithe.manifest.cache-size DataSize 32MB
                    staithe.manifest.large-at-once Integer 4
                    staithe.manifest.large-timeout Duration 1m
                    staithe.manifest.max-size DataSize 4MB
                    staithe.manifest.sparse Boolean false
                    staithe.metadata.cached-rows Integer 10000
                    staithe.public-url URI
                    staithe.pulls.interval Duration 1m
                    staithe.pulls.most-waiting Integer 10000
                    staithe.quarantine.keep Duration 7d
                    staithe.quota.recount-interval Duration 1d
                    staithe.quotas List
                    staithe.retention.first-run-delay Duration 24h
                    staithe.retention.interval Duration 1h
                    staithe.retention.max-share Integer 50
                    staithe.retention.plan-time Duration 30s
                    staithe.retention.plans-at-once Integer 2
                    staithe.retention.rules List
                    staithe.scrub.bytes-per-second DataSize 20MB
                    staithe.scrub.period Duration 30d
                    staithe.scrub.second-store Path
                    staithe.scrub.trust-store-checksums Boolean false
                    staithe.storage.filesystem.root Path ${staithe.data}/blobs
                    staithe.storage.s3.access-key-id String
                    staithe.storage.s3.bucket String
                    staithe.storage.s3.buffer-memory DataSize 256MB
                    staithe.storage.s3.checksum String crc32c
                    staithe.storage.s3.endpoint String
                    staithe.storage.s3.kms-key-id String
                    staithe.storage.s3.max-concurrent-parts Integer 4
                    staithe.storage.s3.max-connections Integer 1000
                    staithe.storage.s3.part-size DataSize 8MB
                    staithe.storage.s3.path-style Boolean false
                    staithe.storage.s3.prefix String
                    staithe.storage.s3.public-endpoint String
                    staithe.storage.s3.redirect Boolean false
                    staithe.storage.s3.redirect-expiry Duration 20m
                    staithe.storage.s3.region String us-east-1
                    staithe.storage.s3.secret-access-key String
                    staithe.storage.s3.server-side-encryption String
                    staithe.storage.s3.session-token String
                    staithe.storage.s3.slow-rate DataSize 16KB
                    staithe.storage.s3.storage-class String
                    staithe.storage.type String filesystem
                    staithe.tags.immutable List
                    staithe.token.key-lifetime Duration 30d
                    staithe.token.lifetime Duration 5m
                    staithe.trash.keep Duration 7d
                    staithe.trusted-proxies List
                    staithe.upload.buffer-memory DataSize 64MB
                    staithe.upload.buffer-size DataSize 256KB
                    staithe.upload.expiry Duration 24h
                    """.split("\n"));
    }

    @Test
    void everySettingIsDescribedInOneSentenceWithoutItsFullStop() throws IOException {
        assertThat(DocumentedSettings.read().own())
                .allSatisfy(setting -> assertThat(setting.description())
                        .as(setting.name())
                        .isNotBlank()
                        .doesNotContain(". ")
                        .doesNotEndWith("."));
    }

    @Test
    void theDocumentSaysWhatTheCodeSays() throws IOException {
        String found = Files.readString(DOCUMENT);
        int begin = found.indexOf(BEGIN) + BEGIN.length();
        String expected =
                found.substring(0, begin) + DocumentedSettings.read().table() + found.substring(found.indexOf(END));
        if (APPLY) {
            Files.writeString(DOCUMENT, expected);
        } else {
            assertThat(found)
                    .as("what 'mvn test -Dtest=ConfigurationDocumentTest -Dconfiguration.apply=true' would write")
                    .isEqualTo(expected);
        }
    }

    @Test
    void theDocumentedDefaultsOfSpringsSettingsAreTheShippedOnes() throws IOException {
        DocumentedSettings settings = DocumentedSettings.read();
        String document = Files.readString(DOCUMENT);
        List<String> names = SPRING_ROW
                .matcher(document)
                .results()
                .map(row -> {
                    String shipped = settings.shipped().getProperty(row.group(1));
                    assertThat(row.group(2)).as(row.group(1)).isEqualTo(shipped == null ? "–" : "`" + shipped + "`");
                    return row.group(1);
                })
                .toList();
        assertThat(names).contains("server.port", "server.address", "spring.datasource.url", "management.server.port");
    }
}
