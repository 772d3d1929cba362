// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import javax.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.itests.container.guest.TransportGuest;
import org.kcoro.itests.exam.jupiter.ContainerTest;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.options;

/** Transports that come and go while the bridge runs. */
@ContainerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportsIT {

    private static final String IPC = "org.kcoro.ipc";

    @TempDir Path folder;

    @Inject private BundleContext context;
    @Inject private ConfigurationAdmin admin;

    private Path socket;
    private Path ofGuest;
    private Bundle guest;

    @Configuration
    static Option[] configuration() throws IOException {
        return options(Distribution.container());
    }

    @BeforeEach
    void configure() throws Exception {
        socket = folder.resolve("s");
        ofGuest = folder.resolve("s.guest");
        new Configurations(context, admin)
                .set(IPC, Map.of("socket", socket.toString(), "transport", "unix-stream,guest"));
        Path jar = Guests.jar(folder, "guest", TransportGuest.class);
        guest = context.installBundle(jar.toUri().toString());
    }

    @AfterEach
    void forget() throws Exception {
        if (guest.getState() != Bundle.UNINSTALLED) {
            guest.uninstall();
        }
        new Configurations(context, admin).delete(IPC);
        assertFalse(Files.exists(socket));
        assertEquals(List.of(), Services.all(context, IpcServer.class.getName()));
    }

    private int servers() throws Exception {
        return Services.all(context, IpcServer.class.getName()).size();
    }

    @Test
    void theBridgeListensByATransportWhenItComes() throws Exception {
        assertEquals("early", Bridge.echo(socket, "early"));
        assertEquals(0, servers(), "it is there once all transports listen");
        assertFalse(Files.exists(ofGuest));
        for (int i = 0; i < 3; i++) {
            guest.start();
            assertEquals("hello", Bridge.echo(ofGuest, "hello"));
            assertEquals(1, servers());
            guest.stop();
            assertFalse(Files.exists(ofGuest));
            assertEquals("still", Bridge.echo(socket, "still"));
            assertEquals(1, servers());
        }
    }

    @Test
    void whatHasComeByATransportEndsWithIt() throws Exception {
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        guest.start();
        try (Scheduler scheduler = Scheduler.builder().workers(1).build();
                IpcClient stays = IpcClient.connect(scheduler, Transport.unixStream(), socket);
                IpcClient goes = IpcClient.connect(scheduler, Transport.unixStream(), ofGuest)) {
            CompletableFuture<IOException> end = new CompletableFuture<>();
            goes.whenEnded(end::complete);
            RemoteChannel channel = stays.makeChannel(ChannelKind.BUFFERED, 1, 1);
            RemoteChannel same = goes.channel(channel.id());
            Coroutine<byte[]> waiting = scheduler.launch("waits", () -> same.receive());
            while (channel.snapshot().waitingReceivers() == 0) {
                Thread.yield();
            }
            guest.stop();
            end.get();
            assertThrows(ExecutionException.class, waiting::join);
            assertEquals(0, channel.snapshot().waitingReceivers());
            channel.send(new byte[] {7});
            assertEquals(7, channel.receive()[0]);
        }
        WeakReference<ClassLoader> loader = Guests.loaderOf(guest, collected);
        Guests.remove(context, guest);
        assertTrue(Guests.isCollected(loader, collected), "its class loader is held");
    }
}
