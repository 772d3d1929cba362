// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who owns a lease after waits that end otherwise, and of what nobody receives. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorFatesTest {

    private static final String ALL = "org.kcoro.zref.Machine#all";

    private final Payloads payloads = new Payloads();
    private final PoolRegion pool = payloads.pool;
    private final Descriptor received = new Descriptor();

    private Descriptor payload() {
        return payloads.next();
    }

    @AfterEach
    void end() {
        payloads.end(received);
    }

    // Waits that end otherwise.

    @ParameterizedTest
    @MethodSource(ALL)
    void aSendThatIsCancelledOrClosedKeeps(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            FlyweightChannel<Descriptor> channel = Payloads.open(ChannelBuilder::rendezvous);
            Descriptor first = payload();
            Coroutine<Void> cancelled = rig.launch("cancelled", () -> channel.send(first));
            awaitSenders(channel, 1);
            cancelled.cancel();
            assertThrows(CancellationException.class, cancelled::join);
            Payloads.assertOwns(first, 1);
            Descriptor second = payload();
            Coroutine<Boolean> closed =
                    rig.scheduler.launch("closed", () -> channel.sendOrClosed(second));
            awaitSenders(channel, 1);
            channel.close();
            assertFalse((boolean) Rig.get(closed));
            Payloads.assertOwns(second, 2);
            first.close();
            second.close();
        }
        payloads.assertLive(0);
    }

    private static void awaitSenders(Channel<?> channel, int count) {
        while (channel.snapshot().waitingSenders() < count) {
            Thread.yield();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aReceiveThatIsCancelledOwnsNothing(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            FlyweightChannel<Descriptor> channel = Payloads.buffered(1);
            Coroutine<Void> waits = rig.launch("waits", () -> channel.receiveInto(received));
            while (channel.snapshot().waitingReceivers() < 1) {
                Thread.yield();
            }
            waits.cancel();
            assertThrows(CancellationException.class, waits::join);
            assertTrue(received.isEmpty());
            assertTrue(channel.trySend(payload()));
            assertTrue(channel.tryReceiveInto(received));
            Payloads.assertOwns(received, 1);
            received.close();
        }
    }

    // What nobody receives.

    @Test
    void whatOverflowsIsClosed() {
        for (OverflowPolicy policy : OverflowPolicy.values()) {
            if (policy == OverflowPolicy.WAIT) {
                continue;
            }
            FlyweightChannel<Descriptor> channel =
                    Payloads.open(builder -> builder.buffered(1).onOverflow(policy));
            Descriptor first = payload();
            Descriptor second = payload();
            assertTrue(channel.trySend(first));
            assertTrue(channel.trySend(second));
            assertTrue(first.isEmpty());
            assertTrue(second.isEmpty());
            assertEquals(1, channel.snapshot().dropped());
            payloads.assertLive(1);
            assertTrue(channel.tryReceiveInto(received));
            long left = payloads.last() - (policy == OverflowPolicy.DROP_OLDEST ? 0 : 1);
            Payloads.assertOwns(received, left);
            received.close();
        }
    }

    @Test
    void aNewerElementOfAConflatedChannelClosesTheOlder() {
        FlyweightChannel<Descriptor> channel = Payloads.open(ChannelBuilder::conflated);
        for (int i = 0; i < 5; i++) {
            assertTrue(channel.trySend(payload()));
            payloads.assertLive(1);
        }
        assertTrue(channel.tryReceiveInto(received));
        Payloads.assertOwns(received, 5);
    }

    @Test
    void aCancelClosesWhatIsLeft() {
        FlyweightChannel<Descriptor> channel = Payloads.open(ChannelBuilder::unlimited);
        for (int i = 0; i < 5; i++) {
            channel.trySend(payload());
        }
        payloads.assertLive(5);
        channel.cancel(null);
        payloads.assertLive(0);
        assertEquals(5, channel.snapshot().undelivered());
    }

    @Test
    void aRegionIsHeldByWhatIsInAChannel() {
        FlyweightChannel<Descriptor> channel = Payloads.buffered(2);
        channel.trySend(payload());
        LiveLeasesException e =
                assertThrows(
                        LiveLeasesException.class,
                        () -> payloads.regions.unregister(pool, Duration.ZERO));
        assertEquals(1, e.leases().size());
        channel.cancel(null);
        payloads.assertLive(0);
    }
}
