// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.kcoro.ipc.PipelinedSender;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the records of a file, or of standard input, to a channel. */
@Command(name = "send")
final class SendCommand implements Callable<Integer> {

    /** How many elements may be unanswered: what hides the way to the server and back. */
    private static final int WINDOW = 512;

    @Mixin private ClientOptions client;
    @Mixin private ClientOptions.ChannelToMake channel;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE")
    private Path file;

    @Option(names = "--format", paramLabel = "FORMAT")
    private RecordFormat format = RecordFormat.lines;

    @Override
    public Integer call() throws Exception {
        try (InputStream input = open()) {
            return client.connected(
                    connection -> {
                        PipelinedSender sender =
                                channel.open(connection, name).pipelinedSender(WINDOW);
                        format.read(input, sender::send);
                        sender.flush();
                    });
        }
    }

    private InputStream open() throws IOException {
        if (file == null || file.toString().equals("-")) {
            return new FileInputStream(FileDescriptor.in);
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException(file + " cannot be read; give the path of a file");
        }
        return Files.newInputStream(file);
    }
}
