// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line of kcoro, behind the script {@code bin/kcoro}, which answers what needs no JVM:
 * help and version.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage.
 */
@Command(
        name = "kcoro",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            SendCommand.class,
            RecvCommand.class,
            LsCommand.class,
            StatsCommand.class,
            CloseCommand.class
        })
public final class Main {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionExceptionHandler(Main::fail);
    }

    private static int refuse(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println(command + ": " + e.getMessage());
        System.err.println("Try: " + command + " --help");
        return USAGE;
    }

    private static int fail(
            Exception e, CommandLine commandLine, CommandLine.ParseResult parseResult) {
        if (CleanUp.hasBegun()) {
            // Interrupted by a signal: what fails now fails for that.
            return FAILED;
        }
        String command = commandLine.getCommandSpec().qualifiedName();
        System.err.println(command + ": " + reason(e));
        return FAILED;
    }

    /**
     * The message of a failure, with that of its deepest cause, and the remedy where one is known.
     */
    static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof OutOfMemoryError) {
            return "the heap of "
                    + Runtime.getRuntime().maxMemory()
                    + " bytes is full; give it more by KCORO_JAVA_OPTS=-Xmx…";
        }
        String message = message(e);
        if (!message.contains(message(root))) {
            message += ": " + message(root);
        }
        if (message.contains("No space left on device") || message.contains("Disk quota")) {
            message +=
                    "; free some space, or choose another temporary folder by"
                            + " KCORO_JAVA_OPTS=-Djava.io.tmpdir=…";
        }
        return message;
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
