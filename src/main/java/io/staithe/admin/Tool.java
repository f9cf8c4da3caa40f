package io.staithe.admin;

import io.staithe.client.AccountCommands;
import io.staithe.client.CanI;
import io.staithe.client.CollectionCommands;
import io.staithe.client.Completion;
import io.staithe.client.Failures;
import io.staithe.client.GroupCommands;
import io.staithe.client.QuarantineCommand;
import io.staithe.client.QuotaCommands;
import io.staithe.client.RetentionCommands;
import io.staithe.client.RobotCommands;
import io.staithe.client.RuleCommands;
import io.staithe.client.SessionCommands;
import io.staithe.client.TaskCommands;
import io.staithe.client.TokenCommands;
import io.staithe.client.TrashCommands;
import io.staithe.client.VerifyCommand;
import java.util.Set;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** What {@code java -jar staithe.jar} does besides serving. Nothing of the server is started for it. */
@Command(
        name = "staithe",
        description = "Without a command it serves the registry.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {
            AccountCommands.class,
            RobotCommands.class,
            GroupCommands.class,
            RuleCommands.class,
            TokenCommands.class,
            SessionCommands.class,
            CanI.class,
            CollectionCommands.class,
            TrashCommands.class,
            QuotaCommands.class,
            TaskCommands.class,
            RetentionCommands.class,
            VerifyCommand.class,
            QuarantineCommand.class,
            ResetPassword.class,
            MigrateMetadata.class,
            Completion.class
        })
public final class Tool {

    /** Those that open a database, whose libraries log. */
    private static final Set<String> OFFLINE = Set.of("migrate-metadata", "reset-password");

    private Tool() {}

    /** Whether the arguments are for a tool and not settings of the registry, which begin with dashes. */
    public static boolean isMeant(String... arguments) {
        return arguments.length > 0 && (!arguments[0].startsWith("-") || arguments[0].equals("--help"));
    }

    /** @return the exit code of the process */
    public static int run(String... arguments) {
        if (OFFLINE.contains(arguments[0])) {
            LoggingSystem.get(Tool.class.getClassLoader()).beforeInitialize();
        }
        return commands().execute(arguments);
    }

    static CommandLine commands() {
        return new CommandLine(new Tool()).setExecutionExceptionHandler(new Failures());
    }
}
