// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.feeder;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.kcoro.Kcoro;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;

/**
 * Reads a file, or standard input, and sends it in blocks to a channel of another process, which it
 * then closes. Its arguments: the socket, the channel's id, and the file or {@code -}.
 *
 * <p>On standard output it says, as properties, how many bytes it has sent and when it read the
 * first one; on standard error, why it failed. It exits with 0 only if every block has arrived.
 */
public final class Feeder {

    /** Blocks on their way at once: enough to keep both processes busy. */
    private static final int WINDOW = 32;

    private static final String STANDARD_INPUT = "-";

    private long bytes;
    private Instant firstByte = Instant.now();
    private volatile boolean finished;

    private Feeder() {}

    /** Feeds; see the class. */
    public static void main(String[] arguments) {
        try {
            if (arguments.length != 3) {
                throw new IOException("usage: SOCKET CHANNEL FILE");
            }
            Feeder feeder = new Feeder();
            feeder.feed(Path.of(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
            System.out.println("bytes=" + feeder.bytes);
            System.out.println(
                    "first.byte.micros="
                            + ChronoUnit.MICROS.between(Instant.EPOCH, feeder.firstByte));
        } catch (IOException
                | UncheckedIOException
                | ChannelClosedException
                | InterruptedException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void feed(Path socket, int channelId, String file)
            throws IOException, InterruptedException {
        try (InputStream input = open(file);
                Kcoro kcoro = Kcoro.start(settings -> settings.name("feeder").workers(1));
                IpcClient client = kcoro.connect(socket)) {
            // Who waits for input that never comes would not find this out by himself.
            client.whenEnded(this::endIfUnfinished);
            try {
                sendAll(
                        new BlockReader(input, RemoteChannel.MAX_ELEMENT_LENGTH),
                        file,
                        client.channel(channelId));
            } finally {
                finished = true;
            }
        }
    }

    private void sendAll(BlockReader blocks, String file, RemoteChannel channel)
            throws IOException, InterruptedException {
        PipelinedSender sender = channel.pipelinedSender(WINDOW);
        for (int length = read(blocks, file); length > 0; length = read(blocks, file)) {
            if (bytes == 0) {
                firstByte = Instant.now();
            }
            bytes += length;
            sender.send(blocks.buffer(), 0, length);
        }
        sender.flush();
        channel.close();
    }

    private void endIfUnfinished(IOException reason) {
        if (!finished) {
            System.err.println(reason.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    private static InputStream open(String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return System.in;
        }
        try {
            return new FileInputStream(file);
        } catch (IOException e) {
            throw new IOException("cannot read " + e.getMessage(), e);
        }
    }

    private static int read(BlockReader blocks, String file) throws IOException {
        try {
            return blocks.next();
        } catch (IOException e) {
            throw new IOException(
                    file.equals(STANDARD_INPUT)
                            ? "cannot read standard input: "
                                    + e.getMessage()
                                    + "; is it closed? Give it a file or a pipe, or name a file"
                            : "cannot read " + file + ": " + e.getMessage(),
                    e);
        }
    }
}
