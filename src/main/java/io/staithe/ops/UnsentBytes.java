package io.staithe.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Connections whose last bytes the kernel has not brought to the client yet. It goes on with them when the process has
 * ended, but not when the process was the last one of a container: its network ends with it, and the client of a
 * finished download waits for bytes that never come.
 *
 * <p>Source: {@code /proc/net/tcp} of Linux, proc(5). Elsewhere nothing is known, and the answer is none.
 */
final class UnsentBytes {

    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int QUEUES = 4;
    private static final String EMPTY = "00000000";

    private UnsentBytes() {}

    /** @param port of this machine, to which the clients are connected */
    static long connections(int port) {
        String local = ":%04X".formatted(port);
        return TABLES.stream()
                .filter(Files::isReadable)
                .mapToLong(table -> count(table, line -> hasUnsentBytes(line, local)))
                .sum();
    }

    private static long count(Path table, Predicate<String> wanted) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.skip(1).filter(wanted).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param line number, local address, remote address, state, bytes to send and to read, and more */
    private static boolean hasUnsentBytes(String line, String local) {
        String[] fields = line.strip().split("\\s+", QUEUES + 2);
        return fields.length > QUEUES && fields[LOCAL_ADDRESS].endsWith(local) && !fields[QUEUES].startsWith(EMPTY);
    }
}
