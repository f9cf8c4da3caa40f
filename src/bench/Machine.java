import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What it was measured on. */
final class Machine {

    private Machine() {}

    static Map<String, String> describe() throws IOException {
        String information = Files.readString(Path.of("/proc/cpuinfo"));
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("model", after(information, "model name"));
        machine.put("SHA instructions", information.contains("sha_ni") ? "yes" : "no");
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put(
                "load at the end", Files.readString(Path.of("/proc/loadavg")).strip());
        return machine;
    }

    /** What one server left in memory must not keep the next one's disk busy. */
    static void writeOut() throws IOException, InterruptedException {
        new ProcessBuilder("sync").start().waitFor(1, TimeUnit.MINUTES);
    }

    private static String after(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
