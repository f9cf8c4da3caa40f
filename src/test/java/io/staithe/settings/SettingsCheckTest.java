package io.staithe.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsCheckTest {

    private static final String EMPTY = "it is empty";
    private static final String NO_DURATION = "this is no duration";
    private static final String NO_SIZE = "this is no size";
    private static final String NO_NUMBER = "this is no whole number";
    private static final String NO_LIST = "this is no list";
    private static final String INVALID = "it is not valid";
    private static final String NEITHER = "this is neither yes nor no";

    record Wrong(String property, String value, String reason, String remedy) {}

    static Stream<Wrong> wrongValues() {
        return Stream.of(
                new Wrong("staithe.access.admin-password", "", EMPTY, "leave the setting out"),
                new Wrong("staithe.access.anonymous", "yes", "no such right", "'none', 'pull' or 'push'"),
                new Wrong("staithe.access.failures-per-account", "0", "nobody could log in", "1 or more"),
                new Wrong("staithe.audit.keep", "PT1M", "it is too short", "'1h' or more"),
                new Wrong("staithe.audit.failures-per-address", "0", "no failure would be seen", "1 or more"),
                new Wrong("staithe.access.tokens-per-owner", "0", "nobody could make one", "1 or more"),
                new Wrong("staithe.access.sessions-per-owner", "0", "nobody could stay logged in", "1 or more"),
                new Wrong("staithe.access.id-token-session", "25h", "too long", "'0s' to '24h'"),
                new Wrong("staithe.access.failures-per-address", "few", NO_NUMBER, "digits"),
                new Wrong("staithe.access.certificates", "ci", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.access.groups", "devs", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.access.groups[0].name", "a b", INVALID, "a letter or digit"),
                new Wrong("staithe.access.htpasswd", " ", EMPTY, "leave the setting out"),
                new Wrong("staithe.access.issuers", "https://ci.example", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.access.issuers[0].issuer", "ci.example", INVALID, "https://"),
                new Wrong("staithe.access.refresh", "10ms", "too short", "'100ms' or more"),
                new Wrong("staithe.access.robots", "ci", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.access.robots[0].name", "c:i", INVALID, "a letter or digit"),
                new Wrong("staithe.access.rules", "everybody", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.access.rules[0].subject", "alice", INVALID, "'account:<name>'"),
                new Wrong("staithe.public-url", "registry.example.com", "not the address", "https://"),
                new Wrong("staithe.public-url", "https://a.example/path", "not the address", "without a path"),
                new Wrong("staithe.quota.recount-interval", "0s", "never rest", "'1d'"),
                new Wrong("staithe.quotas", "10GB", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.quotas[0].name", "a b", "no name", "letters, digits"),
                new Wrong("staithe.tags.immutable", "v*", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.tags.immutable[0].name", "", INVALID, "'repository' and 'tags'"),
                new Wrong("staithe.trash.keep", "-1d", "negative", "'7d', or 0"),
                new Wrong("staithe.quarantine.keep", "-1d", "negative", "'7d', or 0"),
                new Wrong("staithe.scrub.period", "-1d", "negative", "'30d', or 0"),
                new Wrong("staithe.scrub.bytes-per-second", "-1", "negative", "or 0"),
                new Wrong("staithe.scrub.trust-store-checksums", "often", NEITHER, "'true' or 'false'"),
                new Wrong("staithe.scrub.second-store", "/none/at/all", "no such folder", "or leave it out"),
                new Wrong("staithe.token.key-lifetime", "1m", "too short", "'1h' or more"),
                new Wrong("staithe.token.lifetime", "59s", "out of range", "'1m' to '24h'"),
                new Wrong("staithe.trusted-proxies", "proxy", "no address and no network", "'10.0.0.0/8'"),
                new Wrong("staithe.trusted-proxies", "10.0.0.0/40", "no address and no network", "'10.0.0.0/8'"),
                new Wrong("staithe.data", "", EMPTY, "leave the setting out"),
                new Wrong("staithe.database.lock-timeout", "0s", "too short", "'1ms' or more"),
                new Wrong("staithe.database.lock-timeout", "long", NO_DURATION, "'24h'"),
                new Wrong("staithe.database.start-timeout", "-1s", "negative", "'30s'"),
                new Wrong("staithe.database.statement-timeout", "999ms", "too short", "'1s' or more"),
                new Wrong("staithe.gc.bytes-per-second", "-1B", "negative", "0 for no limit"),
                new Wrong("staithe.gc.delete-delay", "-1s", "negative", "'1h'"),
                new Wrong("staithe.gc.delete-delay", "1 fortnight", NO_DURATION, "'24h'"),
                new Wrong("staithe.gc.grace", "-24h", "negative", "'24h'"),
                new Wrong("staithe.gc.grace", "soon", NO_DURATION, "'24h'"),
                new Wrong("staithe.gc.interval", "99ms", "too short", "'100ms' or more"),
                new Wrong("staithe.gc.interval", "often", NO_DURATION, "'90s'"),
                new Wrong("staithe.gc.lease", "999ms", "too short", "'1s' or more"),
                new Wrong("staithe.gc.rows-per-second", "-1", "negative", "0 for no limit"),
                new Wrong("staithe.gc.sweep", "never", "no such choice", "'report' or 'delete'"),
                new Wrong("staithe.gc.sweep-interval", "0s", "never rest", "'7d'"),
                new Wrong("staithe.gc.untagged", "drop", "no such choice", "'keep' or 'delete'"),
                new Wrong("staithe.gc.window", "at night", "no time of day", "'22:00-06:00 Europe/Berlin'"),
                new Wrong("staithe.gc.window", "22:00-06:00 Nowhere/Here", "no time of day", "'22:00-06:00"),
                new Wrong("staithe.gc.workers", "0", "out of range", "1 to 32"),
                new Wrong("staithe.http.access-log", "maybe", NEITHER, "'true' or 'false'"),
                new Wrong("staithe.http.sendfile", "2", NEITHER, "'true' or 'false'"),
                new Wrong("staithe.listing.max-page-size", "0", "out of range", "from 1 to 100000"),
                new Wrong("staithe.listing.max-page-size", "100001", "out of range", "from 1 to 100000"),
                new Wrong("staithe.listing.max-page-size", "1e3", NO_NUMBER, "digits"),
                new Wrong("staithe.listing.max-page-size", " ", EMPTY, "leave the setting out"),
                new Wrong("staithe.metadata.cached-rows", "-1", "negative", "or 0"),
                new Wrong("staithe.metadata.cached-rows", "many", NO_NUMBER, "digits"),
                new Wrong("staithe.manifest.cache-size", "-1MB", "negative", "or 0"),
                new Wrong("staithe.manifest.cache-size", "all", NO_SIZE, "'4MB'"),
                new Wrong("staithe.manifest.large-at-once", "0", "no large manifest", "1 or more"),
                new Wrong("staithe.manifest.large-at-once", "few", NO_NUMBER, "digits"),
                new Wrong("staithe.manifest.large-timeout", "0s", "needs time", "'1m'"),
                new Wrong("staithe.manifest.max-size", "0", "out of range", "1B to 64MB"),
                new Wrong("staithe.manifest.max-size", "65MB", "out of range", "1B to 64MB"),
                new Wrong("staithe.manifest.max-size", "4 MiB", NO_SIZE, "'4MB'"),
                new Wrong("staithe.manifest.sparse", "sometimes", NEITHER, "'true' or 'false'"),
                new Wrong("staithe.pulls.interval", "99ms", "too short", "'100ms' or more"),
                new Wrong("staithe.pulls.most-waiting", "-1", "negative", "or 0"),
                new Wrong("staithe.retention.first-run-delay", "-1h", "negative", "'24h'"),
                new Wrong("staithe.retention.interval", "10ms", "too short", "'1s' or more"),
                new Wrong("staithe.retention.max-share", "101", "no share", "from 0 to 100"),
                new Wrong("staithe.retention.max-share", "half", NO_NUMBER, "digits"),
                new Wrong("staithe.retention.plan-time", "0s", "nothing could be planned", "'30s'"),
                new Wrong("staithe.retention.plans-at-once", "0", "nothing could be planned", "1 or more"),
                new Wrong("staithe.retention.rules", "v*", NO_LIST, "docs/configuration.md"),
                new Wrong("staithe.retention.rules[0].name", "Old Builds", INVALID, "small letters"),
                new Wrong("staithe.storage.filesystem.root", "", EMPTY, "leave the setting out"),
                new Wrong("staithe.storage.s3.access-key-id", "", EMPTY, "leave the setting out"),
                new Wrong("staithe.storage.s3.bucket", "s3://blobs/x", "no bucket's name", "without 's3://'"),
                new Wrong("staithe.storage.s3.buffer-memory", "38MB", "four parts", "at least '39MB'"),
                new Wrong("staithe.storage.s3.checksum", "md5", "no such checksum", "'crc32c'"),
                new Wrong("staithe.storage.s3.endpoint", "s3.example.org", "no URL", "'https://s3.example.org'"),
                new Wrong("staithe.storage.s3.kms-key-id", "a key", "goes with", "'aws:kms'"),
                new Wrong("staithe.storage.s3.max-concurrent-parts", "0", "out of range", "from 1 to 100"),
                new Wrong("staithe.storage.s3.max-connections", "9", "too small", "10 or more"),
                new Wrong("staithe.storage.s3.part-size", "4MB", "out of range", "from 5MB to 1024MB"),
                new Wrong("staithe.storage.s3.part-size", "5500KB", "out of range", "whole megabytes"),
                new Wrong("staithe.storage.s3.path-style", "1.5", NEITHER, "'true' or 'false'"),
                new Wrong("staithe.storage.s3.prefix", "staithe", "ends in '/'", "'staithe/'"),
                new Wrong("staithe.storage.s3.prefix", "/staithe/", "ends in '/'", "'staithe/'"),
                new Wrong("staithe.storage.s3.prefix", "../", "ends in '/'", "'staithe/'"),
                new Wrong("staithe.storage.s3.public-endpoint", "ftp://example.org", "no URL", "'https://"),
                new Wrong("staithe.storage.s3.redirect", "always", NEITHER, "'true' or 'false'"),
                new Wrong("staithe.storage.s3.redirect-expiry", "8d", "out of range", "10s to 7d"),
                new Wrong("staithe.storage.s3.region", "eu central", "no region's name", "'eu-central-1'"),
                new Wrong("staithe.storage.s3.secret-access-key", "", EMPTY, "leave the setting out"),
                new Wrong("staithe.storage.s3.server-side-encryption", "aes", "no such encryption", "'AES256'"),
                new Wrong("staithe.storage.s3.session-token", "", EMPTY, "leave the setting out"),
                new Wrong("staithe.storage.s3.slow-rate", "-1KB", "negative", "'16KB'"),
                new Wrong("staithe.storage.s3.storage-class", "cold", "no storage class", "'STANDARD'"),
                new Wrong("staithe.storage.type", "ftp", "no such back end", "'filesystem' or 's3'"),
                new Wrong("staithe.upload.buffer-memory", "1KB", "less than one buffer", "'64MB'"),
                new Wrong("staithe.upload.buffer-size", "4KB", "out of range", "8KB to 16MB"),
                new Wrong("staithe.upload.buffer-size", "17MB", "out of range", "8KB to 16MB"),
                new Wrong("staithe.upload.buffer-size", "3Q", NO_SIZE, "'256KB'"),
                new Wrong("staithe.upload.expiry", "0s", "needs time", "'24h'"),
                new Wrong("staithe.upload.expiry", "tomorrow", NO_DURATION, "'24h'"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsRefusedByNameAndValueAndWhatWouldBeRight(Wrong wrong) {
        assertThatThrownBy(() -> SettingsCheck.check(environment(Map.of(wrong.property(), wrong.value()))))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.property()).isEqualTo(wrong.property());
                    assertThat(e.value()).isEqualTo(wrong.value());
                    assertThat(e.reason()).contains(wrong.reason());
                    assertThat(e.remedy()).contains(wrong.remedy());
                });
    }

    /** Whatever is wrong with them, their values are not for the log. */
    @Test
    void halfOfTheKeysOfS3AreRefusedWithoutAWordOfTheSecret() {
        String access = "staithe.storage.s3.access-key-id";
        String secret = "staithe.storage.s3.secret-access-key";
        requireSilentRefusal(access, Map.of(secret, "hush"));
        requireSilentRefusal(access, Map.of("staithe.storage.s3.session-token", "hush"));
        requireSilentRefusal(secret, Map.of(access, "AKIA"));
    }

    private static void requireSilentRefusal(String property, Map<String, Object> settings) {
        assertThatThrownBy(() -> SettingsCheck.check(environment(settings)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.property()).isEqualTo(property);
                    assertThat(e).hasMessageNotContaining("hush");
                });
    }

    @Test
    void everySettingHasAValueThatIsRefused() {
        Set<String> tried = wrongValues()
                .map(Wrong::property)
                .filter(name -> !name.contains("["))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(KnownSettings.load().names()).extracting(Object::toString).hasSameElementsAs(tried);
    }

    @ParameterizedTest
    @MethodSource("misspelt")
    void aMisspeltNameIsRefusedWithTheClosest(String name, String closest) {
        assertThatThrownBy(() -> SettingsCheck.check(environment(Map.of(name, "1"))))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.value()).isEqualTo(InvalidSettingException.NOT_SHOWN);
                    assertThat(e.reason()).isEqualTo("there is no such setting");
                    assertThat(e.remedy()).contains("'" + closest + "'");
                });
    }

    static Stream<Object[]> misspelt() {
        return Stream.of(
                new Object[] {"staithe.dta", "staithe.data"},
                new Object[] {"staithe.data.folder", "staithe.data"},
                new Object[] {"staithe.uploads.expiry", "staithe.upload.expiry"},
                new Object[] {"staithe.upload.bufferSise", "staithe.upload.buffer-size"},
                new Object[] {"staithe.storage.root", "staithe.storage.type"},
                new Object[] {"staithe.storage.filesystem.rot", "staithe.storage.filesystem.root"});
    }

    @Test
    void aNameMayBeWrittenInAnyOfSpringsWays() {
        Map<String, Object> settings =
                Map.of("staithe.upload.bufferSize", "1MB", "staithe.gc.delete_delay", "1m", "STAITHE.data", "/tmp");
        assertThatCode(() -> SettingsCheck.check(environment(settings))).doesNotThrowAnyException();
    }

    @Test
    void anEnvironmentVariableIsRefusedOnlyIfItIsNearlyRight() {
        StandardEnvironment environment = environment(Map.of());
        variables(environment, Map.of("STAITHE_SERVICE_HOST", "10.0.0.1", "STAITHE_PORT", "tcp://10.0.0.1:5000"));
        assertThatCode(() -> SettingsCheck.check(environment)).doesNotThrowAnyException();
        variables(environment, Map.of("STAITHE_UPLOAD_BUFERSIZE", "1MB"));
        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("staithe.upload.buffer-size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STAITHE_ACCESS_ADMIN_PASSWORD STAITHE_ACCESS_ADMINPASSWORD",
                "STAITHE_STORAGE_S3_SECRET_ACCESS_KEY STAITHE_STORAGE_S3_SECRETACCESSKEY"
            })
    void anUnderscoreInThePlaceOfAHyphenIsRefusedWithoutTheSecret(String names) {
        String[] wrongAndRight = names.split(" ", -1);
        StandardEnvironment environment = environment(Map.of());
        variables(environment, Map.of(wrongAndRight[0], "hunter2"));
        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("as an environment variable " + wrongAndRight[1] + ";")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anEnvironmentVariableIsCheckedAsEverySetting() {
        StandardEnvironment environment = environment(Map.of());
        variables(environment, Map.of("STAITHE_UPLOAD_BUFFERSIZE", "1KB"));
        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("staithe.upload.buffer-size=1KB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.forward-headers-strategy=native",
                "server.forward-headers-strategy=FRAMEWORK",
                "server.forwardHeadersStrategy=native",
                "server.tomcat.remoteip.remote-ip-header=X-Forwarded-For",
                "server.tomcat.remoteip.protocol-header=X-Forwarded-Proto"
            })
    void theServerItselfBelievesNoProxy(String setting) {
        String[] nameAndValue = setting.split("=", -1);
        StandardEnvironment environment = environment(Map.of(nameAndValue[0], nameAndValue[1]));
        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("server.")
                .hasMessageContaining("staithe.trusted-proxies");
    }

    @Test
    void thatTheServerBelievesNoProxyMayBeSaid() {
        StandardEnvironment environment = environment(Map.of("server.forward-headers-strategy", "none"));
        assertThatCode(() -> SettingsCheck.check(environment)).doesNotThrowAnyException();
    }

    private static StandardEnvironment environment(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        variables(environment, Map.of());
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static void variables(StandardEnvironment environment, Map<String, Object> variables) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
    }
}
