package io.staithe.access;

import io.staithe.settings.InvalidSettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what.
 *
 * @param anonymous what everybody may do with all repositories, without credentials: {@code none}, {@code pull} or {@code push}
 * @param adminPassword password that the account {@code admin} gets at each start; it may do everything
 * @param htpasswd file of accounts as {@code htpasswd -B} writes it, read again when it changes
 * @param rules list of rights, each with a {@code subject}, a {@code repository} pattern and a {@code role}
 * @param groups list of groups, each with a {@code name} and its {@code members}
 * @param robots list of machines, each with a {@code name} and the {@code token} that it logs in with, if it has one
 * @param issuers list of those whose ID tokens stand for a robot, as {@code docs/security.md} describes them
 * @param certificates list of those whose certificates stand for an account or a robot, as {@code docs/security.md} describes them
 * @param refresh how often each node looks whether another one changed accounts, rules or keys, and whether the file changed
 * @param failuresPerAddress failed log-ins from one address in a minute, after which it has to wait
 * @param failuresPerAccount failed log-ins to one account in a minute, after which addresses that never got in have to wait
 * @param tokensPerOwner access tokens that an account or a robot can have at a time
 * @param sessionsPerOwner refresh tokens that an account or a robot can have at a time; a further log-in ends the one that was not used for longest
 * @param idTokenSession how long a robot that logged in with an ID token can go on after that token has ended; {@code 0s} for not at all
 */
@ConfigurationProperties("staithe.access")
public record AccessProperties(
        @Nullable String anonymous,
        @Nullable String adminPassword,
        @Nullable Path htpasswd,
        @DefaultValue List<RuleSetting> rules,
        @DefaultValue List<GroupSetting> groups,
        @DefaultValue List<RobotSetting> robots,
        @DefaultValue List<IssuerSetting> issuers,
        @DefaultValue List<CertificateSetting> certificates,
        @DefaultValue("2s") Duration refresh,
        @DefaultValue("20") int failuresPerAddress,
        @DefaultValue("100") int failuresPerAccount,
        @DefaultValue("200") int tokensPerOwner,
        @DefaultValue("200") int sessionsPerOwner,
        @DefaultValue("1h") Duration idTokenSession) {

    private static final String PREFIX = "staithe.access.";
    private static final Duration LONGEST_SESSION = Duration.ofHours(24);
    private static final Duration LEAST_REFRESH = Duration.ofMillis(100);

    /** A rule as it is written. */
    public record RuleSetting(
            @Nullable String subject,
            @Nullable String repository,
            @Nullable String role) {}

    /** A group as it is written. */
    public record GroupSetting(
            @Nullable String name, @DefaultValue List<String> members) {}

    /** A robot as it is written. */
    public record RobotSetting(
            @Nullable String name, @Nullable String token) {}

    /** An issuer of ID tokens as it is written. */
    public record IssuerSetting(
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable Path jwksFile,
            @Nullable String robot,
            @DefaultValue List<String> claims) {}

    /** Certificates of clients as they are written. */
    public record CertificateSetting(
            @Nullable String subject, @DefaultValue List<String> names) {}

    public AccessProperties {
        if (anonymous != null && !List.of("none", "pull", "push").contains(anonymous)) {
            throw new InvalidSettingException(
                    PREFIX + "anonymous", anonymous, "there is no such right", "Write 'none', 'pull' or 'push'.");
        }
        if (adminPassword != null) {
            Passwords.require(PREFIX + "admin-password", adminPassword);
        }
        if (refresh.compareTo(LEAST_REFRESH) < 0) {
            throw new InvalidSettingException(
                    PREFIX + "refresh", refresh.toString(), "it is too short", "Write '100ms' or more.");
        }
        requirePositive("failures-per-address", failuresPerAddress, "nobody could log in");
        requirePositive("failures-per-account", failuresPerAccount, "nobody could log in");
        requirePositive("tokens-per-owner", tokensPerOwner, "nobody could make one");
        requirePositive("sessions-per-owner", sessionsPerOwner, "nobody could stay logged in");
        if (idTokenSession.isNegative() || idTokenSession.compareTo(LONGEST_SESSION) > 0) {
            throw new InvalidSettingException(
                    PREFIX + "id-token-session",
                    idTokenSession.toString(),
                    "it is negative, or too long for what an ID token proves",
                    "Write '0s' to '24h'.");
        }
        rules = List.copyOf(rules);
        groups = List.copyOf(groups);
        robots = List.copyOf(robots);
        issuers = List.copyOf(issuers);
        certificates = List.copyOf(certificates);
        DeclaredAccess.check(rules, groups, robots);
        TrustedIssuer.all(issuers);
        TrustedCertificate.all(certificates);
    }

    private static void requirePositive(String name, int value, String reason) {
        if (value < 1) {
            throw new InvalidSettingException(PREFIX + name, Integer.toString(value), reason, "Write 1 or more.");
        }
    }

    /** Whether nothing says who may do what. */
    boolean isEmpty() {
        return anonymous == null
                && adminPassword == null
                && htpasswd == null
                && rules.isEmpty()
                && groups.isEmpty()
                && robots.isEmpty()
                && issuers.isEmpty()
                && certificates.isEmpty();
    }
}
