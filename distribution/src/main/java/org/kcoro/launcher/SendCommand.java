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

import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;

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
                        sendAll(input, channel.open(connection, name));
                    });
        }
    }

    private void sendAll(InputStream input, RemoteChannel to) throws Exception {
        PipelinedSender sender = to.pipelinedSender(WINDOW);
        RecordFormat.Sink sink = sender::send;
        int size = to.info().elementSize();
        if (size != IpcServer.VARIABLE_SIZE) {
            // The server would refuse it when others behind it are on their way.
            sink =
                    (source, offset, length) -> {
                        requireLength(length, size);
                        sender.send(source, offset, length);
                    };
        }
        try {
            format.read(input, sink);
        } catch (IOException e) {
            // What was read before is in the channel, not on the way to it, when this is told.
            sender.flush();
            throw e;
        }
        sender.flush();
    }

    private void requireLength(int length, int size) throws IOException {
        if (length != size) {
            throw new IOException(
                    "a record has "
                            + length
                            + " bytes, but channel "
                            + name
                            + " takes elements of "
                            + size
                            + "; the records before it were sent. Give records of that length, or"
                            + " use a channel that was made with --elem-size 0");
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
