// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;

import org.kcoro.ipc.PipelinedReceiver;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Receives elements from a channel and prints them, until it is closed and drained. */
@Command(name = "recv")
final class RecvCommand implements Callable<Integer> {

    /** How many elements it asks for ahead. Few: those are not for others any more. */
    private static final int WINDOW = 64;

    /** How long it may take, after a signal, to print what has come. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec private CommandSpec spec;

    @Mixin private ClientOptions client;
    @Mixin private ClientOptions.ChannelToMake channel;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name;

    @Option(names = "--count", paramLabel = "N")
    private long count = Long.MAX_VALUE;

    @Option(names = "--format", paramLabel = "FORMAT")
    private RecordFormat format = RecordFormat.lines;

    @Override
    public Integer call() throws Exception {
        if (count < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--count is " + count + "; it must be at least 0");
        }
        ElementPrinter printer =
                new ElementPrinter(name, format, new FileOutputStream(FileDescriptor.out));
        return client.connected(
                connection -> {
                    try (PipelinedReceiver receiver =
                                    channel.open(connection, name)
                                            .pipelinedReceiver(WINDOW, count);
                            Interruption ctrlC =
                                    new Interruption(
                                            receiver::stop, PATIENCE, () -> sayLost(printer))) {
                        printer.printAll(receiver);
                    }
                });
    }

    private static void sayLost(ElementPrinter printer) {
        System.err.println(
                "kcoro recv: interrupted while the server or standard output does not answer; "
                        + printer.lost(WINDOW));
    }
}
