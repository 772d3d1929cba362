// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.channels.Channel;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.RegionClosedException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(300)
class KcoroTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void launchesOnTheSwitcherThatIsAskedFor(String switcher) throws Exception {
        try (Kcoro kcoro = Kcoro.start(settings -> settings.switcher(switcher).workers(1))) {
            assertEquals(switcher, kcoro.scheduler().switcher());
            assertEquals(42, kcoro.launch("answer", () -> 6 * 7).join());
        }
    }

    /** What was sent is received, although the senders close all. */
    @Test
    void itsChannelsGoByNameAndAreDrainedAtItsEnd() throws Exception {
        List<Integer> received = new CopyOnWriteArrayList<>();
        Coroutine<Void> receiver;
        Channel<Integer> numbers;
        try (Kcoro kcoro = Kcoro.start()) {
            numbers = kcoro.channels().create("numbers", int.class, each -> each.buffered(4));
            receiver =
                    kcoro.launch(
                            "receives",
                            () -> {
                                Channel<Integer> opened =
                                        kcoro.channels().open("numbers", Integer.class);
                                for (Integer n; (n = opened.receiveOrClosed()) != null; ) {
                                    received.add(n);
                                }
                            });
            for (int i = 0; i < 100; i++) {
                numbers.send(i);
            }
        }
        assertEquals(IntStream.range(0, 100).boxed().toList(), received);
        assertTrue(receiver.state().isDone());
        assertTrue(numbers.isClosedForReceive());
    }

    /** What is left in a channel goes back before the region ends. */
    @Test
    void itsPayloadsGoBackAtItsEnd() throws Exception {
        PoolRegion pool;
        DescriptorChannel channel;
        try (Kcoro kcoro = Kcoro.start()) {
            pool = kcoro.regions().pool("payloads").blocks(64, 1).build();
            channel = kcoro.backends().bind(DescriptorSpec.unlimited("left"));
            Descriptor payload = new Descriptor();
            pool.allocate(8, payload);
            channel.send(payload);
        }
        assertTrue(channel.isClosedForReceive());
        assertEquals(0, pool.snapshot().live());
        assertThrows(RegionClosedException.class, () -> pool.tryAllocate(8, new Descriptor()));
    }

    @Test
    void servesAndConnects() throws Exception {
        Path socket = folder.resolve("s");
        try (Kcoro kcoro = Kcoro.start();
                IpcServer server = kcoro.serve(socket);
                IpcClient client = kcoro.connect(socket)) {
            Channel<byte[]> local = Channel.buffered("local", 1);
            client.channel(server.offer(local, 3)).send(new byte[] {1, 2, 3});
            assertArrayEquals(new byte[] {1, 2, 3}, local.receive());
        }
    }

    @Test
    void aSettingThatCannotBeUsedIsNamed() {
        System.setProperty("kcoro.workers", "many");
        try {
            assertEquals(
                    "setting workers (kcoro.workers) is 'many'; it must be a whole number from 1 to"
                            + " 256",
                    assertThrows(IllegalArgumentException.class, Kcoro::start).getMessage());
        } finally {
            System.clearProperty("kcoro.workers");
        }
    }
}
