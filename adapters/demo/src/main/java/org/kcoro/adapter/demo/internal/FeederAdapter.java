// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.AdapterContext;
import org.kcoro.scheduler.Parker;

/**
 * Starts the feeder, another process that reads the input and sends it over the bridge, and waits
 * for its end. Cancelled, it ends the feeder.
 */
public final class FeederAdapter implements Adapter {

    /**
     * What the feeder says at its end.
     *
     * @param bytes that it has sent
     * @param firstByte when it read the first one
     */
    public record Outcome(long bytes, Instant firstByte) {}

    private final DemoSettings settings;
    private final int channelId;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    public FeederAdapter(DemoSettings settings, int channelId) {
        this.settings = settings;
        this.channelId = channelId;
    }

    /** Completes when the feeder has ended; fails if it failed. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public String name() {
        return "demo-feeder";
    }

    @Override
    public void run(AdapterContext context) {
        try {
            outcome.complete(feed());
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    private Outcome feed() throws Exception {
        Path output = settings.folder().resolve("feeder.out");
        Path errors = settings.folder().resolve("feeder.err");
        Process process =
                new ProcessBuilder(command())
                        .redirectInput(
                                settings.readsStandardInput()
                                        ? ProcessBuilder.Redirect.INHERIT
                                        : ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            Parker.await(process.onExit());
        } finally {
            // Nothing of the demo outlives it; killed, a process ends at once.
            process.destroyForcibly().onExit().join();
        }
        if (process.exitValue() != 0) {
            String reason = Files.readString(errors).strip();
            throw new IOException(
                    reason.isEmpty()
                            ? "the feeder ended with exit code "
                                    + process.exitValue()
                                    + " before it had sent everything; run the demo again"
                            : reason);
        }
        Properties said = new Properties();
        try (Reader reader = Files.newBufferedReader(output)) {
            said.load(reader);
        }
        return new Outcome(
                Long.parseLong(said.getProperty("bytes")),
                Instant.EPOCH.plus(
                        Long.parseLong(said.getProperty("first.byte.micros")), ChronoUnit.MICROS));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.javaOptions());
        command.add("-Dkcoro.switcher=" + settings.switcher());
        command.add("-jar");
        command.add(
                settings.home().resolve("lib/feeder/org.kcoro.adapter.demo.feeder.jar").toString());
        command.add(settings.socket().toString());
        command.add(Integer.toString(channelId));
        command.add(settings.input());
        return command;
    }
}
