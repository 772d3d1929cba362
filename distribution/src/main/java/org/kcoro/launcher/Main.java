// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line of kcoro, behind the script {@code bin/kcoro}, which answers what needs no JVM:
 * help and version.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage.
 */
@Command(name = "kcoro")
public final class Main {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final List<String> COMMANDS =
            List.of("demo", "serve", "send", "recv", "ls", "stats", "close");

    /** Of the build, not of users. */
    private static final String TRAINING_RUN = "training-run";

    Main() {}

    private static Callable<Integer> command(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "serve" -> new ServeCommand();
            case "send" -> new SendCommand();
            case "recv" -> new RecvCommand();
            case "ls" -> new LsCommand();
            case "stats" -> new StatsCommand();
            case "close" -> new CloseCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) throws Exception {
        System.exit(
                arguments.length == 1 && arguments[0].equals(TRAINING_RUN)
                        ? TrainingRun.run()
                        : execute(arguments));
    }

    /** Runs a command; answers its exit code. */
    static int execute(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    /**
     * The command line, as far as arguments need it: to look at the options of a command takes a
     * while, and a client should be there at once.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine all = new CommandLine(new Main());
        boolean asked = arguments.length > 0 && COMMANDS.contains(arguments[0]);
        for (String name : asked ? List.of(arguments[0]) : COMMANDS) {
            all.addSubcommand(command(name));
        }
        return all.setCaseInsensitiveEnumValuesAllowed(true)
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
