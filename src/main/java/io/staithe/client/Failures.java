package io.staithe.client;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says why a command failed in one sentence. */
public final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments)
            throws Exception {
        if (failure instanceof FailedException || failure instanceof IllegalArgumentException) {
            command.getErr().println(failure.getMessage());
            command.getErr().flush();
            return 1;
        }
        throw failure;
    }
}
