package io.staithe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Values of the header {@code Authorization}, and files of accounts. */
public final class Credentials {

    private static final int CHEAP = 4;

    private Credentials() {}

    public static String basic(String name, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(UTF_8));
    }

    public static String bearer(String token) {
        return "Bearer " + token;
    }

    /** Writes a file of accounts whose passwords are {@code <name>-password}. */
    public static Path htpasswd(Path file, String... names) {
        BCryptPasswordEncoder encoder = new BCryptPasswordEncoder(CHEAP);
        String lines = Arrays.stream(names)
                .map(name -> name + ":" + encoder.encode(name + "-password") + "\n")
                .collect(Collectors.joining());
        try {
            return Files.writeString(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String password(String name) {
        return basic(name, name + "-password");
    }
}
