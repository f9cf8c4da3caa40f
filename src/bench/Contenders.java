import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is there, and how each is set up: open to everybody, files on the disk, no log of requests. */
final class Contenders {

    private static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:-UsePerfData",
            "-XX:TrimNativeHeapInterval=10000",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED");

    private final Options options;
    private final Programs programs;
    private final List<Contender> found = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private Contenders(Options options) {
        this.options = options;
        this.programs = new Programs(options);
    }

    /** Those that take part, in the order of the tables, and the names of those that were not found. */
    record Found(List<Contender> present, List<String> missing) {}

    static Found find(Options options) throws IOException, InterruptedException {
        Contenders contenders = new Contenders(options);
        options.jars().forEach(contenders::staithe);
        if (options.access()) {
            return new Found(List.copyOf(contenders.found), List.of());
        }
        contenders.distribution("distribution", "registry");
        contenders.distribution("docker-registry", "docker-registry");
        contenders.zot();
        contenders.olareg();
        contenders.nginx();
        return new Found(List.copyOf(contenders.found), List.copyOf(contenders.missing));
    }

    private void staithe(String name, Path jar) {
        Contender.Launch open = (folder, port) -> staithe(name, List.of("-jar", absolute(jar)), folder, port);
        Contender.Launch tls = (folder, port) -> {
            Tls.certificate(folder);
            return with(
                    open.command(folder, port),
                    "--server.ssl.certificate=file:" + folder.resolve("cert.pem"),
                    "--server.ssl.certificate-private-key=file:" + folder.resolve("key.pem"));
        };
        Contender.Launch closed = (folder, port) -> with(open.command(folder, port), Tokens.settings(folder));
        Contender.Launch trained = (folder, port) -> {
            List<String> cached =
                    Training.options(jar, folder, (program, own, ownPort) -> staithe(name, program, own, ownPort));
            return staithe(name, cached, folder, port);
        };
        Contender.Launch roomy =
                (folder, port) -> staithe(name, List.of("-Xmx256m", "-jar", absolute(jar)), folder, port);
        found.add(new Contender(
                name,
                "this source, Java " + Runtime.version().feature(),
                "file, folder and row",
                true,
                found.isEmpty(),
                launches(open, tls, trained, roomy, closed)));
    }

    private static Map<Variant, Contender.Launch> launches(
            Contender.Launch open,
            Contender.Launch tls,
            Contender.Launch trained,
            Contender.Launch roomy,
            Contender.Launch closed) {
        Map<Variant, Contender.Launch> launches = new EnumMap<>(Variant.class);
        for (Variant variant : Variant.values()) {
            launches.put(
                    variant,
                    switch (variant) {
                        case OPEN, COLLECTING, FILLED -> open;
                        case TLS -> tls;
                        case TRAINED -> trained;
                        case ROOMY -> roomy;
                        case CLOSED, BEARER, BASIC, TOKEN, ROBOT -> closed;
                    });
        }
        return launches;
    }

    private List<String> staithe(String name, List<String> program, Path folder, int port) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JAVA_OPTIONS);
        command.addAll(options.javaOptions());
        if (options.profile()) {
            Path recording = options.output().resolve(name + ".jfr").toAbsolutePath();
            command.add("-XX:StartFlightRecording=settings=profile,filename=" + recording);
        }
        command.addAll(program);
        command.addAll(List.of(
                "--server.port=" + port,
                "--management.server.port=0",
                "--staithe.data=" + folder.resolve("data"),
                "--staithe.http.access-log=false"));
        return command;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    private void distribution(String name, String program) throws IOException, InterruptedException {
        Optional<Path> path = find(name, program);
        if (path.isEmpty()) {
            return;
        }
        String version = Programs.version(path.get(), "--version", "");
        Contender.Launch open = (folder, port) -> distribution(path.get(), folder, port, "");
        Contender.Launch tls = (folder, port) -> {
            Tls.certificate(folder);
            String settings =
                    ", tls: {certificate: %1$s/cert.pem, key: %1$s/key.pem, minimumtls: tls1.3}".formatted(folder);
            return distribution(path.get(), folder, port, settings);
        };
        found.add(new Contender(name, version, "file", true, false, Map.of(Variant.OPEN, open, Variant.TLS, tls)));
    }

    private static List<String> distribution(Path program, Path folder, int port, String tls) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                  cache: {blobdescriptor: inmemory}
                http: {addr: 127.0.0.1:%d%s}
                """.formatted(folder.resolve("data"), port, tls));
        return List.of("env", "OTEL_TRACES_EXPORTER=none", program.toString(), "serve", file.toString());
    }

    private void zot() throws IOException, InterruptedException {
        Optional<Path> path = find("zot", "zot");
        if (path.isEmpty()) {
            return;
        }
        Contender.Launch launch = (folder, port) -> {
            Path file = Files.writeString(folder.resolve("config.json"), """
                {"distSpecVersion": "1.1.1",
                 "storage": {"rootDirectory": "%s"},
                 "http": {"address": "127.0.0.1", "port": "%d", "readTimeout": "5m", "writeTimeout": "5m"},
                 "log": {"level": "error", "output": "/dev/null"}}
                """.formatted(folder.resolve("data"), port));
            return List.of(path.get().toString(), "serve", file.toString());
        };
        String version = Programs.version(path.get(), "--version", "commit");
        found.add(new Contender("zot", version, "nothing", true, false, Map.of(Variant.OPEN, launch)));
    }

    private void olareg() throws IOException, InterruptedException {
        Optional<Path> path = find("olareg", "olareg");
        if (path.isEmpty()) {
            return;
        }
        Contender.Launch launch = (folder, port) -> List.of(
                path.get().toString(),
                "serve",
                "--addr",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                Files.createDirectories(folder.resolve("data")).toString(),
                "--api-delete",
                "--api-blob-delete",
                "--verbosity",
                "error");
        String version = Programs.version(path.get(), "version", "");
        found.add(new Contender("olareg", version, "nothing", true, false, Map.of(Variant.OPEN, launch)));
    }

    private void nginx() throws IOException, InterruptedException {
        Optional<Path> path = find("nginx", "nginx");
        if (path.isEmpty()) {
            return;
        }
        Contender.Launch launch = (folder, port) -> {
            Path root = Files.createDirectories(folder.resolve("data"));
            Files.createDirectories(root.resolve("v2"));
            Files.writeString(root.resolve("v2/index.html"), "", StandardCharsets.UTF_8);
            Path file = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                user root;
                worker_processes auto;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  open_file_cache max=1000;
                  keepalive_requests 100000000;
                  server { listen 127.0.0.1:%2$d; root %3$s; }
                }
                """.formatted(folder, port, root));
            return List.of(path.get().toString(), "-c", file.toString(), "-p", folder.toString());
        };
        String version = Programs.version(path.get(), "-v", "");
        found.add(new Contender("nginx", version, "", false, false, Map.of(Variant.OPEN, launch)));
    }

    private Optional<Path> find(String name, String program) {
        if (!options.takes(name)) {
            return Optional.empty();
        }
        Optional<Path> path = programs.find(name, program);
        if (path.isEmpty()) {
            missing.add(name);
        }
        return path;
    }
}
