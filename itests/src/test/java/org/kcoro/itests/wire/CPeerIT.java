// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.wire;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Version 1.0 between this project and C: our server with a C client, our client with a C server.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CPeerIT {

    private static final byte[] ABCD = {'a', 'b', 'c', 'd'};

    @TempDir static Path programs;

    private static CPeer peer;

    @TempDir Path folder;

    @BeforeAll
    static void compile() throws Exception {
        peer = CPeer.compile(programs);
    }

    private static Transport transport(String socketType) {
        return socketType.equals("stream") ? Transport.unixStream() : Transport.unixSeqpacket();
    }

    private static Scheduler scheduler(String switcher, int workers) {
        return Scheduler.builder().switcher(switcher).workers(workers).build();
    }

    @ParameterizedTest
    @CsvSource({
        "stream, virtual-thread, 1",
        "stream, continuation, 8",
        "seqpacket, virtual-thread, 2",
        "seqpacket, continuation, 1",
        "seqpacket, jdk, 8"
    })
    void aClientInC(String socketType, String switcher, int workers) throws Exception {
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = scheduler(switcher, workers);
                IpcServer server = IpcServer.create(scheduler)) {
            server.listen(transport(socketType), socket);
            assertEquals(
                    List.of(
                            "ok makes",
                            "ok buffered",
                            "ok conflated_and_unlimited",
                            "ok rendezvous",
                            "ok waits",
                            "ok closes",
                            "ok mistakes",
                            "ok splits",
                            "ok versions"),
                    peer.check(socketType, socket));
        }
    }

    @Test
    void theClientInCFindsAFault() throws Exception {
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = scheduler("virtual-thread", 2);
                IpcServer server = IpcServer.builder().maxChannels(1).build(scheduler)) {
            server.listen(Transport.unixStream(), socket);
            AssertionError failure =
                    assertThrows(AssertionError.class, () -> peer.check("stream", socket));
            assertTrue(
                    failure.getMessage().contains("RESULT in MAKE's reply"), failure::getMessage);
        }
    }

    private interface Body {
        void run(Scheduler scheduler, IpcClient client, IpcClient other) throws Exception;
    }

    private void withServerInC(String socketType, Body body) throws Exception {
        withServerInC(socketType, 0, body);
    }

    private void withServerInC(String socketType, int wrongType, Body body) throws Exception {
        Path socket = folder.resolve("s");
        Process server = peer.serve(socketType, socket, wrongType);
        try (Scheduler scheduler = scheduler("virtual-thread", 2);
                IpcClient client = IpcClient.connect(scheduler, transport(socketType), socket);
                IpcClient other = IpcClient.connect(scheduler, transport(socketType), socket)) {
            body.run(scheduler, client, other);
            assertTrue(server.isAlive(), "the server has ended");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static void keepsElements(Scheduler scheduler, IpcClient client, IpcClient other)
            throws Exception {
        RemoteChannel buffered = client.makeChannel(ChannelKind.BUFFERED, 2, 4);
        assertEquals(1001, buffered.id());
        assertNull(buffered.receive(Duration.ZERO));
        assertNull(buffered.receive(Duration.ofMillis(5)));
        buffered.send(ABCD);
        assertTrue(buffered.send(ABCD, Duration.ofMinutes(1)));
        assertFalse(buffered.send(ABCD, Duration.ZERO));
        assertFalse(buffered.send(ABCD, Duration.ofMillis(5)));
        assertArrayEquals(ABCD, other.channel(1001).receive());
        RemoteChannel conflated = client.makeChannel(ChannelKind.CONFLATED, 0, 1);
        conflated.send(new byte[] {1});
        conflated.send(new byte[] {2});
        assertArrayEquals(new byte[] {2}, conflated.receive());
        assertNull(conflated.receive(Duration.ZERO));
        RemoteChannel unlimited = client.makeChannel(ChannelKind.UNLIMITED, 0, 65_535);
        PipelinedSender sender = unlimited.pipelinedSender(8);
        for (int i = 0; i < 20; i++) {
            byte[] element = new byte[65_535];
            element[65_534] = (byte) i;
            sender.send(element);
        }
        sender.flush();
        for (int i = 0; i < 20; i++) {
            assertEquals(i, other.channel(unlimited.id()).receive()[65_534]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "seqpacket"})
    void aServerInCKeepsElements(String socketType) throws Exception {
        withServerInC(socketType, CPeerIT::keepsElements);
    }

    @ParameterizedTest
    @CsvSource({"22, receive from channel", "21, array contents differ", "26, to no request"})
    void aServerInCThatAnswersWronglyIsFound(int wrongType, String message) {
        Throwable failure =
                assertThrows(
                        Throwable.class,
                        () -> withServerInC("stream", wrongType, CPeerIT::keepsElements));
        assertTrue(failure.getMessage().contains(message), failure::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "seqpacket"})
    void aServerInCLetsTwoMeet(String socketType) throws Exception {
        withServerInC(
                socketType,
                (scheduler, client, other) -> {
                    RemoteChannel channel = client.makeChannel(ChannelKind.RENDEZVOUS, 0, 4);
                    assertFalse(channel.send(ABCD, Duration.ZERO));
                    assertNull(channel.receive(Duration.ofMillis(1)));
                    Coroutine<byte[]> receiver =
                            scheduler.launch("receiver", () -> channel.receive());
                    other.channel(channel.id()).send(ABCD);
                    assertArrayEquals(ABCD, receiver.join());
                    Coroutine<Void> sender = scheduler.launch("sender", () -> channel.send(ABCD));
                    assertArrayEquals(ABCD, other.channel(channel.id()).receive());
                    sender.join();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "seqpacket"})
    void aServerInCRefusesAndCloses(String socketType) throws Exception {
        withServerInC(
                socketType,
                (scheduler, client, other) -> {
                    RemoteChannel channel = client.makeChannel(ChannelKind.BUFFERED, 1, 4);
                    // Answered without the id of the request, and the connection goes on.
                    assertRefused(-22, () -> channel.send(new byte[3]));
                    assertRefused(-2, () -> client.channel(7).send(ABCD));
                    assertRefused(-2, () -> client.channel(7).receive());
                    assertRefused(
                            -95,
                            () ->
                                    client.makeChannel(
                                            ChannelKind.BUFFERED, 1, IpcServer.VARIABLE_SIZE));
                    assertRefused(-90, () -> client.makeChannel(ChannelKind.BUFFERED, 1, 65_536));
                    channel.send(ABCD);
                    Coroutine<byte[]> waiting =
                            scheduler.launch(
                                    "waiting",
                                    () -> {
                                        RemoteChannel same = other.channel(channel.id());
                                        same.receive();
                                        return same.receive();
                                    });
                    // Sent when the first one is received, so the receiver goes on to wait.
                    channel.send(ABCD);
                    assertArrayEquals(ABCD, waiting.join());
                    channel.close();
                    channel.close();
                    assertThrows(ChannelClosedException.class, () -> channel.send(ABCD));
                    assertThrows(ChannelClosedException.class, channel::receive);
                });
    }

    private interface Refused {
        void run() throws Exception;
    }

    private static void assertRefused(int result, Refused refused) {
        Exception thrown = assertThrows(Exception.class, refused::run);
        Throwable refusal = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        assertEquals(result, assertInstanceOf(IpcException.class, refusal).result());
    }
}
