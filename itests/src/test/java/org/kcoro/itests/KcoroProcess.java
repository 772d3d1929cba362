// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of {@code ./kcoro}, as users run it, on what the build has made.
 *
 * @param exitCode of the process
 * @param output all of standard output
 * @param errors all of standard error
 */
public record KcoroProcess(int exitCode, String output, String errors) {

    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    public static final Path DISTRIBUTION = ROOT.resolve("distribution/target/kcoro");

    /**
     * Runs a command on which SIGINT acts, also where the tests run in the background of a script,
     * whose processes ignore it.
     */
    static final List<String> INTERRUPTIBLE = List.of("env", "--default-signal=INT");

    /** Only so that a hanging process does not hang the build. */
    private static final long PATIENCE_MINUTES = 5;

    /** Runs {@code ./kcoro} in a folder, with additions to the environment. */
    static KcoroProcess run(Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, environment, null, arguments);
    }

    /** Runs {@code ./kcoro} with a file as standard input, or none if that is null. */
    static KcoroProcess run(
            Path folder, Map<String, String> environment, File input, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("kcoro-out", null);
        Path errors = Files.createTempFile("kcoro-err", null);
        try {
            List<String> command = command(List.of(), arguments);
            Process process =
                    builder(folder, environment, command)
                            .redirectInput(input == null ? new File("/dev/null") : input)
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile())
                            .start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(
                        command + " did not end; standard error: " + Files.readString(errors));
            }
            return new KcoroProcess(
                    process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** The command line of {@code ./kcoro}, run by another command if that is not empty. */
    public static List<String> command(List<String> runner, String... arguments) {
        List<String> command = new ArrayList<>(runner);
        command.add(ROOT.resolve("kcoro").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * A process that does not build, on the JDK of the tests, with additions to the environment.
     */
    public static ProcessBuilder builder(
            Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("KCORO_NO_BUILD", "1");
        // That of the tests, wherever it is.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }
}
