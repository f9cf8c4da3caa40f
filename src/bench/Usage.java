import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and its children have used since they began, as Linux tells it in {@code /proc}.
 *
 * @param user seconds of CPU outside of the kernel, to a hundredth
 * @param system seconds of CPU inside of the kernel, to a hundredth
 * @param resident bytes of memory now
 * @param written bytes sent towards the disk
 */
record Usage(double user, double system, long resident, long written) {

    private static final double TICKS_PER_SECOND = 100;

    static Usage of(ProcessHandle process) throws IOException {
        Usage sum = new Usage(0, 0, 0, 0);
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            sum = sum.plus(read(Path.of("/proc", Long.toString(each.pid()))));
        }
        return sum;
    }

    private static Usage read(Path folder) throws IOException {
        try {
            // The name of the program, in brackets, may hold spaces; utime is the 12th field after it.
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new Usage(
                    Long.parseLong(fields[11]) / TICKS_PER_SECOND,
                    Long.parseLong(fields[12]) / TICKS_PER_SECOND,
                    number(folder.resolve("status"), "VmRSS:") << 10,
                    number(folder.resolve("io"), "write_bytes:"));
        } catch (NoSuchFileException e) {
            return new Usage(0, 0, 0, 0);
        }
    }

    private static long number(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private Usage plus(Usage other) {
        return new Usage(user + other.user, system + other.system, resident + other.resident, written + other.written);
    }
}
