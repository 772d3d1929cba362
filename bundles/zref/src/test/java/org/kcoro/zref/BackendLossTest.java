// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.Reservation;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A backend goes while its channels are used: senders fail, receivers drain, the rest goes back.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackendLossTest {

    private static final String MACHINES = "org.kcoro.zref.Machine#all";

    private final Backends backends = Backends.builder().drain(Duration.ZERO).build();
    private final Regions regions = Regions.builder().leakSample(1).build();
    private final PoolRegion pool = regions.pool("payloads").blocks(64, 16).build();
    private final CountingBackend fast = new CountingBackend("fast");

    @AfterEach
    void nothingIsLeft() {
        assertEquals(List.of(), backends.drain(Duration.ZERO));
        assertEquals(List.of(), backends.channels());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
        fast.checkAllDetached();
    }

    private void send(DescriptorChannel channel) throws InterruptedException {
        Descriptor payload = new Descriptor();
        pool.allocate(8, payload);
        channel.send(payload);
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void sendersFailAtOnceAndReceiversDrain(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion blocks = rig.pool(64, 4);
            BackendRegistration registration = backends.register(fast, 0);
            DescriptorChannel channel = backends.bind("fast", DescriptorSpec.buffered("c", 1));
            Coroutine<Void> sender =
                    rig.launch(
                            "sender",
                            () -> {
                                Descriptor payload = new Descriptor();
                                blocks.allocate(8, payload);
                                channel.send(payload);
                                blocks.allocate(8, payload);
                                ChannelClosedException lost =
                                        assertThrows(
                                                ChannelClosedException.class,
                                                () -> channel.send(payload));
                                assertEquals(
                                        "backend fast was unregistered; bind to another one",
                                        assertInstanceOf(
                                                        BackendClosedException.class,
                                                        lost.getCause())
                                                .getMessage());
                                payload.close();
                            });
            while (channel.snapshot().waitingSenders() == 0) {
                Thread.onSpinWait();
                Thread.yield();
            }
            Coroutine<List<ChannelSnapshot>> leaves =
                    rig.scheduler.launch("leaves", () -> registration.drain(Rig.LONG));
            Rig.get(sender);
            assertThrows(
                    NoSuchElementException.class,
                    () -> backends.bind("fast", DescriptorSpec.unlimited("d")));
            Descriptor payload = new Descriptor();
            assertTrue(rig.in(() -> channel.receiveIntoOrClosed(payload)));
            payload.close();
            assertFalse(rig.in(() -> channel.receiveIntoOrClosed(payload)));
            assertEquals(List.of(), Rig.get(leaves));
            fast.checkAllDetached();
        }
    }

    @Test
    void whatNobodyReceivesIsCancelledAndTold() throws Exception {
        BackendRegistration registration = backends.register(fast, 0);
        DescriptorChannel channel = backends.bind("fast", DescriptorSpec.buffered("c", 4));
        send(channel);
        send(channel);
        Reservation<Descriptor> reserved = channel.reserve();
        List<ChannelSnapshot> left = registration.drain(Duration.ZERO);
        assertEquals(List.of("c"), left.stream().map(ChannelSnapshot::name).toList());
        assertEquals(2, left.get(0).depth());
        fast.checkAllDetached();
        // What was reserved is still its receiver's.
        reserved.commit();
        assertEquals(1, pool.snapshot().live());
        reserved.element().close();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aBackendThatGoesWhileItAttaches(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CountDownLatch attaches = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            CountingBackend slow =
                    new CountingBackend("slow") {
                        @Override
                        public DescriptorChannel attach(DescriptorSpec spec) {
                            attaches.countDown();
                            try {
                                goesOn.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            return super.attach(spec);
                        }
                    };
            BackendRegistration registration = backends.register(slow, 0);
            FutureTask<DescriptorChannel> binds =
                    new FutureTask<>(
                            () -> backends.bind("slow", DescriptorSpec.conflated("spoken of")));
            Thread.ofPlatform().daemon().start(binds);
            attaches.await();
            Coroutine<List<ChannelSnapshot>> leaves =
                    rig.scheduler.launch("leaves", () -> registration.drain(Rig.LONG));
            while (backends.list().size() > 1) {
                Thread.yield();
            }
            goesOn.countDown();
            Throwable failed = assertThrows(ExecutionException.class, binds::get).getCause();
            String message = assertInstanceOf(BackendClosedException.class, failed).getMessage();
            assertTrue(message.contains("spoken of") && message.contains("backend slow"), message);
            assertEquals(List.of(), Rig.get(leaves));
            slow.checkAllDetached();
        }
    }
}
