// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our client against our server, for each switcher and on one, two and eight workers. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientServerTest {

    @TempDir Path folder;

    static Stream<Arguments> schedulers() {
        return Stream.of("virtual-thread", "continuation", "jdk")
                .flatMap(
                        switcher ->
                                Stream.of(1, 2, 8).map(workers -> Arguments.of(switcher, workers)));
    }

    private interface Body {
        void run(Scheduler scheduler, IpcServer server, IpcClient client) throws Exception;
    }

    private void connected(String switcher, int workers, Body body) throws Exception {
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = Scheduler.builder().switcher(switcher).workers(workers).build();
                IpcServer server = IpcServer.builder().drain(Duration.ZERO).build(scheduler)) {
            server.listen(Transport.unixStream(), socket);
            try (IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
                body.run(scheduler, server, client);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void sendsReceivesAndCloses(String switcher, int workers) throws Exception {
        connected(
                switcher,
                workers,
                (scheduler, server, client) -> {
                    RemoteChannel channel =
                            client.makeChannel(ChannelKind.BUFFERED, 2, IpcServer.VARIABLE_SIZE);
                    assertEquals(1001, channel.id());
                    channel.send(new byte[0]);
                    byte[] longest = new byte[RemoteChannel.MAX_ELEMENT_LENGTH];
                    longest[longest.length - 1] = 7;
                    channel.send(longest);
                    assertFalse(channel.send(new byte[1], Duration.ZERO));
                    assertFalse(channel.send(new byte[1], Duration.ofNanos(1)));
                    assertArrayEquals(new byte[0], channel.receive());
                    channel.close();
                    channel.close();
                    assertThrows(ChannelClosedException.class, () -> channel.send(new byte[] {1}));
                    assertArrayEquals(longest, channel.receive(Duration.ofMinutes(1)));
                    assertThrows(ChannelClosedException.class, channel::receive);
                });
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void rendezvousMeetsOverTheWire(String switcher, int workers) throws Exception {
        connected(
                switcher,
                workers,
                (scheduler, server, client) -> {
                    RemoteChannel channel = client.makeChannel(ChannelKind.RENDEZVOUS, 0, 4);
                    assertNull(channel.receive(Duration.ZERO));
                    assertNull(channel.receive(Duration.ofMillis(1)));
                    Coroutine<byte[]> receiver =
                            scheduler.launch("receiver", () -> channel.receive());
                    channel.send(new byte[] {1, 2, 3, 4});
                    assertArrayEquals(new byte[] {1, 2, 3, 4}, receiver.join());
                });
    }

    private static IpcException refusal(Executable refused) {
        return (IpcException) assertThrows(UncheckedIOException.class, refused).getCause();
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void refusalsNameTheOperation(String switcher, int workers) throws Exception {
        connected(
                switcher,
                workers,
                (scheduler, server, client) -> {
                    IpcException unknown = refusal(() -> client.channel(77).send(new byte[1]));
                    assertEquals(WireResult.ENOENT, unknown.result());
                    assertTrue(unknown.getMessage().contains("channel 77"), unknown.getMessage());
                    RemoteChannel channel = client.makeChannel(ChannelKind.BUFFERED, 1, 4);
                    assertEquals(
                            WireResult.EINVAL, refusal(() -> channel.send(new byte[3])).result());
                    assertEquals(
                            WireResult.EMSGSIZE,
                            refusal(() -> channel.send(new byte[65_536])).result());
                    assertThrows(
                            IpcException.class,
                            () -> client.makeChannel(ChannelKind.BUFFERED, 1, 65_536));
                    assertThrows(IllegalArgumentException.class, () -> channel.pipelinedSender(0));
                });
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aPipelineDeliversEveryElementInOrder(String switcher, int workers) throws Exception {
        int count = 5_000;
        connected(
                switcher,
                workers,
                (scheduler, server, client) -> {
                    Channel<byte[]> local = Channel.buffered("pipeline", 3);
                    RemoteChannel remote =
                            client.channel(server.offer(local, IpcServer.VARIABLE_SIZE));
                    Coroutine<Void> sending =
                            scheduler.launch(
                                    "sender",
                                    () -> {
                                        PipelinedSender sender = remote.pipelinedSender(16);
                                        for (int i = 0; i < count; i++) {
                                            // Of many lengths, so that frames are split anywhere.
                                            byte[] element = new byte[4 + i * 37 % 5000];
                                            ByteBuffer.wrap(element).putInt(i);
                                            sender.send(element);
                                        }
                                        sender.flush();
                                        remote.close();
                                    });
                    for (int i = 0; i < count; i++) {
                        byte[] element = local.receive();
                        assertEquals(4 + i * 37 % 5000, element.length);
                        assertEquals(i, ByteBuffer.wrap(element).getInt());
                    }
                    sending.join();
                    assertNull(local.receiveOrClosed());
                });
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aConnectionThatEndsFailsWhatWaitsOnIt(String switcher, int workers) throws Exception {
        connected(
                switcher,
                workers,
                (scheduler, server, client) -> {
                    RemoteChannel channel =
                            client.makeChannel(ChannelKind.BUFFERED, 1, IpcServer.VARIABLE_SIZE);
                    Coroutine<byte[]> receiver =
                            scheduler.launch("receiver", () -> channel.receive());
                    PipelinedSender sender = client.channel(channel.id()).pipelinedSender(1);
                    sender.send(new byte[1]);
                    sender.flush();
                    assertEquals(1, receiver.join().length);
                    Coroutine<byte[]> waiting =
                            scheduler.launch("waiting", () -> channel.receive());
                    server.close();
                    Throwable cause =
                            assertThrows(
                                            java.util.concurrent.ExecutionException.class,
                                            waiting::join)
                                    .getCause();
                    assertTrue(cause instanceof UncheckedIOException, cause.toString());
                    assertThrows(UncheckedIOException.class, () -> channel.send(new byte[1]));
                });
    }
}
