package io.staithe.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has which talks to a registry. */
final class Connection {

    @Option(
            names = "--url",
            defaultValue = "${env:STAITHE_URL:-http://127.0.0.1:5000}",
            description = "The registry, also by STAITHE_URL. Default: ${DEFAULT-VALUE}")
    private URI url = URI.create("http://127.0.0.1:5000");

    @Option(
            names = {"-u", "--user"},
            defaultValue = "${env:STAITHE_USER:-}",
            description = "Who you are, also by STAITHE_USER. Your password, or an access token, comes from"
                    + " STAITHE_PASSWORD, from --password-file or from the terminal.")
    private String user = "";

    @Option(names = "--password-file", description = "A file whose first line is your password.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--ca-file",
            defaultValue = "${env:STAITHE_CA_FILE}",
            description =
                    "A file of certificates in PEM: the authorities that may have signed the registry's certificate,"
                            + " in place of those that Java trusts. Also by STAITHE_CA_FILE.")
    private @Nullable Path caFile;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format output = Format.text;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    /** How results are written; as the user writes it. */
    enum Format {
        text,
        json
    }

    ApiClient client() {
        String scheme = url.getScheme();
        if (url.getHost() == null || scheme == null || !scheme.matches("https?")) {
            throw new FailedException(
                    "--url is '" + url + "': write an address such as 'https://registry.example.com'");
        }
        SSLContext authorities = authorities();
        if (user.isEmpty()) {
            return new ApiClient(url, "", "", authorities);
        }
        if (scheme.equals("http") && !isThisMachine(url.getHost())) {
            command.commandLine()
                    .getErr()
                    .println("Your password goes unprotected to " + url + ": use https where you can.");
        }
        return new ApiClient(url, user, password(), authorities);
    }

    private SSLContext authorities() {
        if (caFile != null && !caFile.toString().isEmpty()) {
            return Authorities.trusted(caFile);
        }
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new FailedException("the authorities that Java trusts cannot be read: " + e.getMessage());
        }
    }

    Printer printer() {
        return new Printer(command.commandLine().getOut(), output == Format.json);
    }

    private String password() {
        String given = System.getenv("STAITHE_PASSWORD");
        if (given != null) {
            return given;
        }
        return passwordFile == null ? Secret.ask("Password of " + user + ": ") : firstLine(passwordFile);
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).getFirst();
        } catch (IOException | RuntimeException e) {
            throw new FailedException("no password can be read from " + file);
        }
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
