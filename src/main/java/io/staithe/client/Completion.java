package io.staithe.client;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code staithe completion}. */
@Command(
        name = "completion",
        description = "Writes a script that completes the commands of 'staithe' in bash and zsh: alias the jar as"
                + " 'staithe', then 'source <(staithe completion)'.")
public final class Completion implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("staithe", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
