package io.staithe.access;

import com.nimbusds.jose.jwk.JWKSet;
import io.staithe.access.AccessProperties.IssuerSetting;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of ID tokens, and for whom it speaks.
 *
 * @param audience that a token must be made for
 * @param jwksFile with the keys to verify tokens with; empty to ask the issuer for them
 * @param robot that a token stands for
 * @param claims what a token must say, at least one, since an issuer speaks for many
 */
record TrustedIssuer(
        String issuer, String audience, Optional<Path> jwksFile, String robot, Map<String, String> claims) {

    /** @throws InvalidSettingException naming the first entry that is wrong */
    static List<TrustedIssuer> all(List<IssuerSetting> settings) {
        List<TrustedIssuer> issuers = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            IssuerSetting setting = settings.get(i);
            String property = "staithe.access.issuers[" + i + "].";
            issuers.add(new TrustedIssuer(
                    address(property + "issuer", setting.issuer()),
                    text(property + "audience", setting.audience(), "the audience that the tokens are made for"),
                    jwksFile(property + "jwks-file", setting),
                    robot(property + "robot", setting.robot()),
                    claims(property + "claims", setting.claims())));
        }
        return issuers;
    }

    private static String address(String property, @Nullable String issuer) {
        String text = text(property, issuer, "an address such as 'https://ci.example.com'");
        if (!text.matches("https?://[^\\s/?#]+[^\\s?#]*") || URI.create(text).getHost() == null) {
            throw new InvalidSettingException(
                    property, text, "it is not valid", "Write an address such as 'https://ci.example.com'.");
        }
        return text;
    }

    private static String text(String property, @Nullable String value, String form) {
        if (value == null || value.isBlank()) {
            throw new InvalidSettingException(property, "", "it is missing", "Write " + form + ".");
        }
        return value;
    }

    private static String robot(String property, @Nullable String robot) {
        String name = text(property, robot, "the name of a robot");
        if (!Names.isValid(name)) {
            throw new InvalidSettingException(property, name, "it is not valid", "Write " + Names.FORM + ".");
        }
        return name;
    }

    private static Optional<Path> jwksFile(String property, IssuerSetting setting) {
        if (setting.jwksFile() == null) {
            return Optional.empty();
        }
        try {
            int found = JWKSet.load(setting.jwksFile().toFile()).size();
            if (found == 0) {
                throw new IOException("it has none");
            }
            return Optional.of(setting.jwksFile());
        } catch (IOException | ParseException e) {
            throw new InvalidSettingException(
                    property,
                    setting.jwksFile().toString(),
                    "no keys can be read from it: " + e.getMessage(),
                    "Name a file with the issuer's JSON Web Key Set.");
        }
    }

    private static Map<String, String> claims(String property, List<String> conditions) {
        Map<String, String> claims = new LinkedHashMap<>();
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            String value = condition.substring(equals + 1);
            if (equals <= 0 || value.isBlank() || claims.put(condition.substring(0, equals), value) != null) {
                throw new InvalidSettingException(
                        property, condition, "it is no condition", "Write 'claim=value', once for each claim.");
            }
        }
        if (claims.isEmpty()) {
            throw new InvalidSettingException(
                    property,
                    "",
                    "there is no condition, so whoever the issuer speaks for could log in",
                    "Write one at least, such as 'repository=team/app' or 'sub=system:serviceaccount:ci:builder'.");
        }
        return claims;
    }
}
