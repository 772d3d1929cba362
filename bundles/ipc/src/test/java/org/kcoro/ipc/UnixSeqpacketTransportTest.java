// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sockets of packets, for each switcher and on one, two and eight workers. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixSeqpacketTransportTest {

    @TempDir Path folder;

    static Stream<Arguments> schedulers() {
        return ClientServerTest.schedulers();
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void carriesElementsOfAllLengthsBothWays(String switcher, int workers) throws Exception {
        int count = 40;
        Path socket = folder.resolve("s");
        try (Scheduler scheduler = Scheduler.builder().switcher(switcher).workers(workers).build();
                IpcServer server = IpcServer.builder().drain(Duration.ZERO).build(scheduler)) {
            server.listen(Transport.unixSeqpacket(), socket);
            Channel<byte[]> channel = Channel.buffered("all lengths", 3);
            int id = server.offer(channel, IpcServer.VARIABLE_SIZE);
            try (IpcClient sending = connect(scheduler, socket);
                    IpcClient receiving = connect(scheduler, socket)) {
                Coroutine<Void> sender =
                        scheduler.launch(
                                "sender",
                                () -> {
                                    PipelinedSender pipeline =
                                            sending.channel(id).pipelinedSender(16);
                                    for (int i = 0; i < count; i++) {
                                        pipeline.send(element(i));
                                    }
                                    pipeline.flush();
                                });
                RemoteChannel receiver = receiving.channel(id);
                for (int i = 0; i < count; i++) {
                    assertEquals(ByteBuffer.wrap(element(i)), ByteBuffer.wrap(receiver.receive()));
                }
                sender.join();
                assertNull(receiver.receive(Duration.ZERO));
            }
        }
    }

    private static IpcClient connect(Scheduler scheduler, Path socket)
            throws IOException, InterruptedException {
        return IpcClient.connect(scheduler, Transport.unixSeqpacket(), socket);
    }

    private static byte[] element(int i) {
        byte[] element = new byte[i * 9_973 % (RemoteChannel.MAX_ELEMENT_LENGTH + 1)];
        if (element.length > 0) {
            element[element.length / 2] = (byte) i;
            element[element.length - 1] = (byte) (i + 1);
        }
        return element;
    }

    @Test
    void theSocketIsItsOwnersAndOfItsType() throws Exception {
        Path path = folder.resolve("söckel mit blank");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            TransportListener listener = Transport.unixSeqpacket().listen(scheduler, path);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            String live =
                    assertThrows(
                                    IOException.class,
                                    () -> Transport.unixSeqpacket().listen(scheduler, path))
                            .getMessage();
            assertTrue(live.contains("live server"), live);
            String other =
                    assertThrows(
                                    IOException.class,
                                    () -> Transport.unixStream().listen(scheduler, path))
                            .getMessage();
            assertTrue(other.contains("live server"), other);
            String wrong =
                    assertThrows(
                                    IOException.class,
                                    () -> Transport.unixStream().connect(scheduler, path))
                            .getMessage();
            assertTrue(wrong.contains(path.toString()), wrong);
            listener.close();
            assertFalse(Files.exists(path));
            String gone =
                    assertThrows(
                                    IOException.class,
                                    () -> Transport.unixSeqpacket().connect(scheduler, path))
                            .getMessage();
            assertTrue(gone.contains("is the server running?"), gone);
        }
    }

    @Test
    void aCloseEndsWhatWaits() throws Exception {
        Path path = folder.resolve("s");
        try (Scheduler scheduler = Scheduler.builder().workers(2).build();
                TransportListener listener = Transport.unixSeqpacket().listen(scheduler, path);
                TransportConnection client = Transport.unixSeqpacket().connect(scheduler, path);
                TransportConnection server = listener.accept()) {
            Coroutine<Integer> reader =
                    scheduler.launch("reader", () -> server.read(ByteBuffer.allocate(1)));
            client.close();
            assertEquals(-1, reader.join());
            Coroutine<TransportConnection> accepting =
                    scheduler.launch("accepting", () -> listener.accept());
            listener.close();
            assertTrue(
                    assertThrows(java.util.concurrent.ExecutionException.class, accepting::join)
                                    .getCause()
                            instanceof java.nio.channels.ClosedChannelException);
        }
    }
}
