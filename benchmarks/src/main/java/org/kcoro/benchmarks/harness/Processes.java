// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs programs that print samples: a line each, value and CPU time. */
public final class Processes {

    private static final long PATIENCE_MINUTES = 5;

    private Processes() {}

    /**
     * Runs one to its end; its standard error is ours.
     *
     * @throws IOException when it fails, or prints something else
     */
    static List<Sample> samples(List<String> command) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        for (String line : output(command).lines().toList()) {
            String[] fields = line.split(" ");
            try {
                samples.add(
                        new Sample(Double.parseDouble(fields[0]), Double.parseDouble(fields[1])));
            } catch (RuntimeException e) {
                throw new IOException(command + " printed '" + line + "'", e);
            }
        }
        return samples;
    }

    /** The command of a JVM like this one, with {@link JvmRunner#JVM_OPTIONS} and others. */
    public static List<String> jvm(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmRunner.JVM_OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What it prints on standard output. */
    public static String output(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        CompletableFuture<Process> end = process.onExit();
        end.completeOnTimeout(null, PATIENCE_MINUTES, TimeUnit.MINUTES)
                .thenAccept(
                        ended -> {
                            if (ended == null) {
                                process.destroyForcibly();
                            }
                        });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(command + " exited with " + exit);
        }
        return output;
    }
}
