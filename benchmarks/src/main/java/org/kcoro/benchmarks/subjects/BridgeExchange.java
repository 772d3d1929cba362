// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.kcoro.benchmarks.Element;
import org.kcoro.channels.Channel;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

/** A client and a server of the bridge, in this process, over a socket. */
final class BridgeExchange implements AutoCloseable {

    private static final int CAPACITY = 1024;

    private final Scheduler scheduler;
    private final Scheduler ofServer;
    private final Path folder = Files.createTempDirectory("kcoro-bench-");
    private final Channel<byte[]> channel = Channel.buffered("bench", CAPACITY);
    private final IpcServer server;
    private final IpcClient client;
    private final RemoteChannel remote;

    /**
     * Connects a client to a server.
     *
     * @param scheduler of the client, the caller's; the server gets one with as many workers
     */
    BridgeExchange(Scheduler scheduler, String switcher) throws IOException, InterruptedException {
        this.scheduler = scheduler;
        ofServer =
                Scheduler.builder()
                        .name("server")
                        .workers(scheduler.workers())
                        .switcher(switcher)
                        .build();
        server = IpcServer.builder().drain(Duration.ZERO).build(ofServer);
        Path socket = folder.resolve("s");
        server.listen(Transport.unixStream(), socket);
        client = IpcClient.connect(scheduler, Transport.unixStream(), socket);
        remote = client.channel(server.offer(channel, Batch.IPC_ELEMENT));
    }

    /** The sum of what arrives of {@code count} elements, each of which waits for its answer. */
    long roundTrips(int count) throws Exception {
        return sum(
                count,
                () -> {
                    ByteBuffer element = ByteBuffer.allocate(Batch.IPC_ELEMENT);
                    for (int i = 0; i < count; i++) {
                        remote.send(numbered(element, i));
                    }
                });
    }

    /** The same, pipelined. */
    long pipelined(int count) throws Exception {
        return sum(
                count,
                () -> {
                    PipelinedSender sender = remote.pipelinedSender(Batch.IPC_WINDOW);
                    ByteBuffer element = ByteBuffer.allocate(Batch.IPC_ELEMENT);
                    for (int i = 0; i < count; i++) {
                        sender.send(numbered(element, i));
                    }
                    sender.flush();
                });
    }

    private static byte[] numbered(ByteBuffer element, int index) {
        return element.putInt(0, Element.of(index).number()).array();
    }

    private interface Sending {
        void run() throws Exception;
    }

    private long sum(int count, Sending sending) throws Exception {
        Coroutine<Long> receiver =
                ofServer.launch(
                        "receiver",
                        () -> {
                            long sum = 0;
                            for (int i = 0; i < count; i++) {
                                sum += ByteBuffer.wrap(channel.receive()).getInt();
                            }
                            return sum;
                        });
        scheduler.launch("sender", sending::run).join();
        return receiver.join();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        ofServer.close();
        Files.delete(folder);
    }
}
