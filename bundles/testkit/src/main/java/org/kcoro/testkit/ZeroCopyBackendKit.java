// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;
import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorCounters;
import org.kcoro.zref.DescriptorSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a {@link org.kcoro.zref.ZeroCopyBackend} must do: each payload has one owner at a time, goes
 * back to its region once, and each channel is let go, once. Extend it, in the tests of the
 * backend, once for each switcher and number of workers:
 *
 * <pre>{@code
 * class MyBackendTest extends ZeroCopyBackendKit {
 *     protected ZeroCopyBackend newBackend() {
 *         return new MyBackend();
 *     }
 * }
 * }</pre>
 *
 * <p>The tests ask nothing that the {@linkplain org.kcoro.zref.ZeroCopyBackend#capabilities
 * capabilities} do not name.
 */
public abstract class ZeroCopyBackendKit extends BackendEnds {

    private static final int EACH = 100;
    private static final int PARTIES = 3;

    /** For subclasses. */
    protected ZeroCopyBackendKit() {}

    // Owners.

    @Test
    public void eachPayloadHasOneOwnerAtATime() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            Fates fates = new Fates(PARTIES * EACH);
            boolean shown = has(BackendCapability.UNDELIVERED);
            DescriptorChannel channel = bind(shown ? spec.onUndelivered(fates::returned) : spec);
            List<Party<Void>> senders = new ArrayList<>();
            List<Party<Void>> receivers = new ArrayList<>();
            for (int i = 0; i < PARTIES; i++) {
                Party.Kind kind = Party.Kind.values()[i % Party.Kind.values().length];
                int first = i * EACH;
                senders.add(
                        Party.start(kind, "sender", scheduler, () -> send(channel, fates, first)));
                receivers.add(
                        Party.start(kind, "receiver", scheduler, () -> receive(channel, fates)));
            }
            for (Party<Void> sender : senders) {
                sender.get(patience());
            }
            channel.close();
            for (Party<Void> receiver : receivers) {
                receiver.get(patience());
            }
            assertEquals(0, live(), spec + ": leases that are left");
            if (shown) {
                fates.check(spec);
            }
            DescriptorCounters counters = channel.counters();
            assertEquals(PARTIES * EACH, counters.sent(), "sends that were counted");
            assertEquals(counters.sent(), counters.received() + counters.returned());
            assertEquals(0, counters.inside());
        }
    }

    private Void send(DescriptorChannel channel, Fates fates, int first)
            throws InterruptedException {
        Descriptor mine = new Descriptor();
        for (int i = first; i < first + EACH; i++) {
            fill(mine, i);
            channel.send(mine);
            assertTrue(mine.isEmpty(), "a sender's descriptor that stays filled");
            fates.sent(mine, i);
        }
        return null;
    }

    private static Void receive(DescriptorChannel channel, Fates fates)
            throws InterruptedException {
        Descriptor mine = new Descriptor();
        while (channel.receiveIntoOrClosed(mine)) {
            fates.ended(take(mine));
        }
        return null;
    }

    @Test
    public void whoCannotSendKeepsThePayload() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            if (spec.capacity() > CAPACITY || has(BackendCapability.CONFLATED) && isLatest(spec)) {
                continue;
            }
            DescriptorChannel channel = bind(spec);
            for (int i = 0; i < spec.capacity(); i++) {
                assertTrue(channel.trySend(payload(i)));
            }
            Descriptor mine = payload(7);
            assertFalse(channel.trySend(mine));
            assertFalse(channel.send(mine, Duration.ZERO));
            assertFalse(channel.send(mine, Duration.ofNanos(1)));
            channel.close();
            assertFalse(channel.sendOrClosed(mine));
            assertThrows(ChannelClosedException.class, () -> channel.send(mine));
            assertEquals(7, take(mine));
            assertEquals(2, channel.counters().abortedByClose());
            assertEquals(spec.capacity(), channel.counters().inside());
        }
    }

    private static boolean isLatest(DescriptorSpec spec) {
        return spec.equals(DescriptorSpec.conflated(spec.name()));
    }

    @Test
    public void orderIsKept() throws Exception {
        for (DescriptorSpec spec : specs("of the kit")) {
            if (spec.capacity() < CAPACITY) {
                continue;
            }
            DescriptorChannel channel = bind(spec);
            Descriptor[] all = {payload(0), payload(1), payload(2)};
            assertEquals(CAPACITY, channel.sendSome(all, 0, CAPACITY));
            for (Descriptor each : all) {
                assertTrue(each.isEmpty(), "a sender's descriptor that stays filled");
            }
            assertEquals(CAPACITY, channel.receiveSome(all, 0, CAPACITY));
            for (int i = 0; i < CAPACITY; i++) {
                assertEquals(i, take(all[i]));
            }
            Queue<Descriptor> queue = new ArrayDeque<>(List.of(payload(3), payload(4)));
            assertEquals(2, channel.sendAll(queue));
            assertTrue(queue.isEmpty());
            channel.receiveInto(all[0]);
            assertEquals(3, take(all[0]));
            try (var lease = channel.receiveLease()) {
                assertEquals(Long.BYTES + 4, lease.length());
            }
        }
    }

    // What is not delivered.

    @Test
    public void whatIsNotDeliveredGoesBackOnce() throws Exception {
        Assumptions.assumeTrue(has(BackendCapability.UNDELIVERED), "nobody is shown anything");
        List<DescriptorSpec> specs = specs("of the kit");
        if (has(BackendCapability.OVERFLOW)) {
            DescriptorSpec full = DescriptorSpec.buffered("of the kit", CAPACITY);
            specs.add(full.onOverflow(OverflowPolicy.DROP_LATEST));
            specs.add(full.onOverflow(OverflowPolicy.DROP_OLDEST));
        }
        for (DescriptorSpec spec : specs) {
            Fates fates = new Fates(2 * CAPACITY);
            DescriptorChannel channel = bind(spec.onUndelivered(fates::returned));
            for (int i = 0; i < 2 * CAPACITY; i++) {
                Descriptor mine = payload(i);
                channel.trySend(mine);
                fates.sent(mine, i);
            }
            channel.cancel(null);
            fates.check(spec);
            assertEquals(0, live(), spec + ": leases that are left");
            assertEquals(channel.counters().sent(), channel.counters().returned());
        }
    }

    @Test
    public void whoLooksMayTakeThePayload() throws Exception {
        Assumptions.assumeTrue(has(BackendCapability.UNDELIVERED), "nobody is shown anything");
        Descriptor taken = new Descriptor();
        DescriptorSpec keeping =
                specs("of the kit").stream()
                        .filter(each -> each.capacity() >= CAPACITY)
                        .findFirst()
                        .orElseThrow();
        DescriptorChannel channel =
                bind(
                        keeping.onUndelivered(
                                each -> {
                                    if (taken.isEmpty()) {
                                        each.moveTo(taken);
                                    }
                                }));
        channel.send(payload(1));
        channel.send(payload(2));
        channel.cancel(null);
        assertEquals(1, take(taken));
        assertEquals(0, live());
    }

    // Errors of use.

    @Test
    public void errorsNameTheChannelAndChangeNothing() throws Exception {
        for (DescriptorSpec spec : specs("spoken of")) {
            DescriptorChannel channel = bind(spec);
            assertEquals("spoken of", channel.name());
            assertEquals(spec.kind(), channel.kind());
            assertEquals(spec.capacity(), channel.capacity());
            assertEquals(name, channel.backend());
            Descriptor empty = new Descriptor();
            Descriptor owner = payload(5);
            assertNames(NullPointerException.class, () -> channel.send(null));
            assertNames(IllegalArgumentException.class, () -> channel.send(empty));
            assertNames(IllegalArgumentException.class, () -> channel.trySend(empty));
            assertNames(IllegalStateException.class, () -> channel.receiveInto(owner));
            assertNames(IllegalStateException.class, () -> channel.tryReceiveInto(owner));
            assertNames(
                    IllegalArgumentException.class,
                    () -> channel.send(owner, Duration.ofNanos(-1)));
            assertNames(UnsupportedOperationException.class, channel::receive);
            assertNames(UnsupportedOperationException.class, channel::tryReceive);
            assertEquals(5, take(owner));
            assertEquals(0, channel.snapshot().sends());
            assertEquals(0, channel.snapshot().depth());
            channel.close();
            Descriptor late = payload(6);
            assertNames(ChannelClosedException.class, () -> channel.send(late));
            assertNames(ChannelClosedException.class, () -> channel.receiveInto(empty));
            assertEquals(6, take(late));
        }
    }

    private static void assertNames(Class<? extends Exception> type, Executable use) {
        String message = assertThrows(type, use).getMessage();
        assertTrue(
                message != null && message.contains("spoken of"),
                () -> "expected: the channel's name in the message, but was: " + message);
    }

    // Reservations and selects.

    @Test
    public void aReservationIsCommittedOrGoesBack() throws Exception {
        Assumptions.assumeTrue(has(BackendCapability.RESERVE), "there are no reservations");
        DescriptorChannel channel = bind(DescriptorSpec.buffered("of the kit", CAPACITY));
        channel.send(payload(1));
        Reservation<Descriptor> reserved = channel.reserve();
        reserved.abort();
        assertTrue(reserved.element().isEmpty(), "an abort gives the payload back");
        reserved = channel.reserve();
        reserved.commit();
        assertEquals(1, take(reserved.element()));
        channel.send(payload(2));
        reserved = channel.reserve();
        channel.cancel(null);
        reserved.abort();
        assertEquals(0, live());
    }

    @Test
    public void aSelectMovesPayloads() throws Exception {
        Assumptions.assumeTrue(has(BackendCapability.SELECT), "there are no clauses");
        DescriptorChannel channel = bind(DescriptorSpec.buffered("of the kit", 1));
        Select sends = Select.fair();
        SendClause<Descriptor> send = sends.send(channel);
        Select receives = Select.fair();
        ReceiveClause<Descriptor> receive = receives.receive(channel);
        for (int i = 0; i < CAPACITY; i++) {
            Descriptor mine = payload(i);
            send.element(mine);
            assertSame(send, sends.await());
            assertTrue(mine.isEmpty(), "a sender's descriptor that stays filled");
            assertSame(receive, receives.await());
            assertEquals(i, take(receive.element()));
        }
    }
}
