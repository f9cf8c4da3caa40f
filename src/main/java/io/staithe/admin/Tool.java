package io.staithe.admin;

import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code java -jar staithe.jar} does besides serving. */
@Command(
        name = "staithe",
        description = "Without a command it serves the registry.",
        mixinStandardHelpOptions = true,
        subcommands = MigrateMetadata.class)
public final class Tool {

    private Tool() {}

    /** Whether the arguments are for a tool and not settings of the registry, which begin with dashes. */
    public static boolean isMeant(String... arguments) {
        return arguments.length > 0 && (!arguments[0].startsWith("-") || arguments[0].equals("--help"));
    }

    /** @return the exit code of the process */
    public static int run(String... arguments) {
        LoggingSystem.get(Tool.class.getClassLoader()).beforeInitialize();
        return new CommandLine(new Tool()).execute(arguments);
    }
}
