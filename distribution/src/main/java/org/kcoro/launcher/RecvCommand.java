// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;

import org.kcoro.ipc.PipelinedReceiver;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Receives elements from a channel and prints them, until it is closed and drained. */
@Command(name = "recv")
final class RecvCommand implements Callable<Integer> {

    /** How many elements it asks for ahead. Few: those are not for others any more. */
    private static final int WINDOW = 64;

    private static final int BUFFER_LENGTH = 1 << 16;

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
        OutputStream output =
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_LENGTH);
        return client.connected(
                connection -> {
                    try (PipelinedReceiver receiver =
                            channel.open(connection, name).pipelinedReceiver(WINDOW, count)) {
                        for (byte[] element = receiver.receiveOrClosed();
                                element != null;
                                element = receiver.receiveOrClosed()) {
                            format.write(element, output);
                            if (!receiver.isReady()) {
                                output.flush();
                            }
                        }
                    } finally {
                        output.flush();
                    }
                });
    }
}
