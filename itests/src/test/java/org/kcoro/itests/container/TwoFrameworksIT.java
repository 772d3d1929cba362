// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.itests.KcoroProcess;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

/**
 * Two frameworks in two processes: the forked one of the tests uses channels of the one that {@code
 * ./kcoro serve} starts.
 */
@ContainerTest(forked = true)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TwoFrameworksIT {

    private static final int ELEMENTS = 1_000;

    @TempDir Path folder;

    @Inject private BundleContext context;
    @Inject private Scheduler scheduler;
    @Inject private Transport transport;

    private Process server;
    private Path socket;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(
                Distribution.container(),
                frameworkProperty("itests.kcoro")
                        .value(KcoroProcess.ROOT.resolve("kcoro").toString()));
    }

    @BeforeEach
    void startServer() throws Exception {
        socket = folder.resolve("s");
        server =
                KcoroProcess.builder(
                                folder,
                                Map.of(),
                                List.of(
                                        context.getProperty("itests.kcoro"),
                                        "serve",
                                        "--socket",
                                        socket.toString()))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        // It says so once it listens.
        BufferedReader errors = server.errorReader();
        String line = errors.readLine();
        assertTrue(line != null && line.contains(socket.toString()), line);
    }

    @AfterEach
    void stopServer() throws Exception {
        server.destroyForcibly().waitFor();
    }

    @Test
    void elementsGoThroughBothInOrder() throws Exception {
        try (IpcClient sending = IpcClient.connect(scheduler, transport, socket);
                IpcClient receiving = IpcClient.connect(scheduler, transport, socket)) {
            RemoteChannel in = sending.makeChannel(ChannelKind.RENDEZVOUS, 0, Integer.BYTES);
            RemoteChannel out = receiving.channel(in.id());
            Coroutine<Void> sender =
                    scheduler.launch(
                            "sender",
                            () -> {
                                for (int i = 0; i < ELEMENTS; i++) {
                                    in.send(ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
                                }
                            });
            Coroutine<List<Integer>> receiver =
                    scheduler.launch(
                            "receiver",
                            () -> {
                                List<Integer> received = new ArrayList<>();
                                for (int i = 0; i < ELEMENTS; i++) {
                                    received.add(ByteBuffer.wrap(out.receive()).getInt());
                                }
                                return received;
                            });
            sender.join();
            assertEquals(IntStream.range(0, ELEMENTS).boxed().toList(), receiver.join());
        }
    }

    @Test
    void theEndOfOneEndsWhatTheOtherWaitsFor() throws Exception {
        try (IpcClient client = IpcClient.connect(scheduler, transport, socket)) {
            CompletableFuture<IOException> end = new CompletableFuture<>();
            client.whenEnded(end::complete);
            RemoteChannel channel = client.makeChannel(ChannelKind.RENDEZVOUS, 0, 1);
            Coroutine<byte[]> receiver = scheduler.launch("receiver", () -> channel.receive());
            server.destroyForcibly().waitFor();
            end.get();
            ExecutionException failure = assertThrows(ExecutionException.class, receiver::join);
            assertInstanceOf(UncheckedIOException.class, failure.getCause());
        }
        assertThrows(
                IOException.class, () -> IpcClient.connect(scheduler, transport, socket).close());
    }
}
