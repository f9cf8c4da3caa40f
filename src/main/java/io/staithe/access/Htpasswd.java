package io.staithe.access;

import io.staithe.access.Account.Origin;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A file of names and bcrypt hashes, as the program {@code htpasswd -B} writes it. */
final class Htpasswd {

    private Htpasswd() {}

    /** What tells one content of the file from another without reading it. */
    static String state(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
    }

    /**
     * The accounts by name.
     *
     * @throws IOException if the file cannot be read, or a line is wrong; the message names the line and not its content
     */
    static Map<String, Account> read(Path file) throws IOException {
        Map<String, Account> accounts = new LinkedHashMap<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                Account account = account(line, i + 1);
                if (accounts.put(account.subject().name(), account) != null) {
                    throw new IOException("line " + (i + 1) + " has a name that was there before");
                }
            }
        }
        return accounts;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new IOException("it is no text in UTF-8", e);
        }
    }

    private static Account account(String line, int number) throws IOException {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon);
        if (!Names.isValid(name)) {
            throw new IOException(
                    "line " + number + " does not begin with a name and a colon; a name is " + Names.FORM);
        }
        String hash = line.substring(colon + 1);
        if (!Passwords.isSupported(hash)) {
            throw new IOException("line " + number + " has no bcrypt hash of a cost up to 16: use 'htpasswd -B'");
        }
        return new Account(
                new Subject(Subject.Kind.ACCOUNT, name, Set.of()),
                Optional.of(hash),
                Secrets.sha256(hash).substring(0, 16),
                Origin.HTPASSWD);
    }
}
