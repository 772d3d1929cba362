// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a channel of a backend adds: counters, a look at what goes back, errors before a wait. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundChannelTest {

    private static final String MACHINES = "org.kcoro.zref.Machine#all";

    private final Regions regions = Regions.builder().leakSample(1).build();
    private final PoolRegion pool = regions.pool("payloads").blocks(64, 16).build();

    @AfterEach
    void nothingIsLeased() {
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    static Stream<DescriptorSpec> kinds() {
        return Stream.of(
                DescriptorSpec.rendezvous("spoken of"),
                DescriptorSpec.buffered("spoken of", 2),
                DescriptorSpec.conflated("spoken of"),
                DescriptorSpec.unlimited("spoken of"));
    }

    private static DescriptorChannel open(DescriptorSpec spec) {
        return spec.open("test");
    }

    /** A payload with a number. */
    private Descriptor payload(long number) throws InterruptedException {
        Descriptor payload = new Descriptor();
        pool.allocate(8, payload);
        payload.setLong(0, number);
        return payload;
    }

    private static long take(Descriptor received) {
        long number = received.getLong(0);
        received.close();
        return number;
    }

    private long live() {
        return pool.snapshot().live();
    }

    private static void assertNames(Class<? extends Exception> type, Executable use) {
        String message = assertThrows(type, use).getMessage();
        assertTrue(message.contains("spoken of"), message);
    }

    // Sends and receives.

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aPayloadChangesItsOwner(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion blocks = rig.pool(64, 4);
            List<DescriptorChannel> channels =
                    kinds().filter(s -> s.capacity() != 1).map(s -> open(s)).toList();
            for (DescriptorChannel channel : channels) {
                Coroutine<Void> sender =
                        rig.launch(
                                "sender",
                                () -> {
                                    Descriptor mine = new Descriptor();
                                    for (int i = 0; i < 100; i++) {
                                        blocks.allocate(8, mine);
                                        mine.setLong(0, i);
                                        channel.send(mine);
                                        assertTrue(mine.isEmpty());
                                        assertThrows(
                                                IllegalStateException.class, () -> mine.getLong(0));
                                    }
                                    channel.close();
                                });
                Coroutine<Integer> receiver =
                        rig.scheduler.launch(
                                "receiver",
                                () -> {
                                    Descriptor mine = new Descriptor();
                                    int count = 0;
                                    while (channel.receiveIntoOrClosed(mine)) {
                                        assertEquals(count++, take(mine));
                                    }
                                    return count;
                                });
                Rig.get(sender);
                assertEquals(100, Rig.get(receiver));
                assertEquals(
                        new DescriptorCounters("test", 100, 100, 0, 0, 800, 800, 0, 0),
                        channel.counters());
            }
        }
    }

    @Test
    void batchesMoveAll() throws Exception {
        DescriptorChannel channel = open(DescriptorSpec.buffered("spoken of", 8));
        Descriptor[] mine = {payload(1), payload(2), payload(3)};
        assertEquals(3, channel.sendSome(mine, 0, 3));
        assertTrue(Stream.of(mine).allMatch(Descriptor::isEmpty));
        Queue<Descriptor> more = new ArrayDeque<>(List.of(payload(4), payload(5)));
        List<Descriptor> sent = List.copyOf(more);
        assertEquals(2, channel.sendAll(more));
        assertTrue(sent.stream().allMatch(Descriptor::isEmpty));
        Descriptor[] into = {new Descriptor(), new Descriptor(), mine[0]};
        assertEquals(3, channel.receiveSome(into, 0, 3));
        assertEquals(List.of(1L, 2L, 3L), Stream.of(into).map(each -> take(each)).toList());
        try (Lease lease = channel.receiveLease()) {
            assertEquals(8, lease.length());
        }
        channel.receiveInto(into[0], Rig.LONG);
        assertEquals(5, take(into[0]));
        assertEquals(new DescriptorCounters("test", 5, 5, 0, 0, 40, 40, 0, 0), channel.counters());
    }

    @Test
    void whoCannotSendKeepsThePayload() throws Exception {
        DescriptorChannel full = open(DescriptorSpec.buffered("spoken of", 1));
        full.send(payload(1));
        Descriptor mine = payload(2);
        assertFalse(full.trySend(mine));
        assertFalse(full.send(mine, Duration.ofNanos(1)));
        full.close();
        assertFalse(full.sendOrClosed(mine));
        assertNames(ChannelClosedException.class, () -> full.send(mine));
        assertNames(ChannelClosedException.class, () -> full.trySend(mine));
        assertEquals(2, take(mine));
        assertEquals(3, full.counters().abortedByClose());
        assertEquals(1, full.counters().inside());
        full.receiveInto(mine);
        assertEquals(1, take(mine));
        assertFalse(full.receiveIntoOrClosed(mine));
        assertTrue(mine.isEmpty());
    }

    // What is not delivered.

    @Test
    void whatIsDroppedGoesBack() throws Exception {
        for (OverflowPolicy policy :
                List.of(OverflowPolicy.DROP_OLDEST, OverflowPolicy.DROP_LATEST)) {
            DescriptorChannel channel =
                    open(DescriptorSpec.buffered("spoken of", 1).onOverflow(policy));
            channel.send(payload(1));
            Descriptor second = payload(2);
            channel.send(second);
            assertTrue(second.isEmpty());
            assertEquals(1, live());
            assertEquals(1, channel.counters().returned());
            channel.receiveInto(second);
            assertEquals(policy == OverflowPolicy.DROP_OLDEST ? 2 : 1, take(second));
        }
    }

    @Test
    void whatIsReplacedGoesBack() throws Exception {
        DescriptorChannel channel = open(DescriptorSpec.conflated("spoken of"));
        for (int i = 0; i < 10; i++) {
            channel.send(payload(i));
            assertEquals(1, live());
        }
        Descriptor mine = new Descriptor();
        channel.receiveInto(mine);
        assertEquals(9, take(mine));
        assertEquals(9, channel.counters().returned());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatACancelDiscardsGoesBack(DescriptorSpec spec) throws Exception {
        DescriptorChannel channel = open(spec);
        Descriptor mine = payload(1);
        boolean kept = channel.trySend(mine);
        channel.cancel(null);
        assertEquals(kept ? 1 : 0, channel.counters().returned());
        if (!kept) {
            mine.close();
        }
        assertEquals(0, live());
    }

    @Test
    void whoWantsToLookMayTakeIt() throws Exception {
        List<Lease> taken = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        DescriptorChannel channel =
                open(
                        DescriptorSpec.buffered("spoken of", 4)
                                .onUndelivered(
                                        undelivered -> {
                                            seen.add(undelivered.getLong(0));
                                            if (seen.size() == 1) {
                                                taken.add(undelivered.toLease());
                                            } else if (seen.size() == 2) {
                                                undelivered.close();
                                            } else if (seen.size() == 3) {
                                                throw new IllegalArgumentException("planted");
                                            }
                                        }));
        for (int i = 0; i < 4; i++) {
            channel.send(payload(i));
        }
        channel.cancel(null);
        assertEquals(List.of(0L, 1L, 2L, 3L), seen);
        assertEquals(1, live());
        taken.get(0).close();
    }

    // Errors of use.

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsEmptyOrStaleIsNotSent(DescriptorSpec spec) throws Exception {
        DescriptorChannel channel = open(spec);
        Descriptor empty = new Descriptor();
        Descriptor closed = payload(1);
        closed.close();
        for (Descriptor none : List.of(empty, closed)) {
            assertNames(IllegalArgumentException.class, () -> channel.send(none));
            assertNames(IllegalArgumentException.class, () -> channel.trySend(none));
            assertNames(IllegalArgumentException.class, () -> channel.send(none, Rig.LONG));
            assertNames(IllegalArgumentException.class, () -> channel.sendOrClosed(none));
            assertNames(
                    IllegalArgumentException.class,
                    () -> channel.sendAll(new ArrayDeque<>(List.of(none))));
            assertNames(
                    IllegalArgumentException.class,
                    () -> Select.fair().send(channel).element(none));
        }
        Descriptor stale = payload(2);
        Descriptor other = new Descriptor();
        Invariants.alias(stale, other);
        other.close();
        Descriptor good = payload(3);
        assertNames(IllegalStateException.class, () -> channel.send(stale));
        assertNames(
                IllegalStateException.class,
                () -> channel.sendSome(new Descriptor[] {good, stale}, 0, 2));
        assertEquals(3, take(good));
        assertEquals(0, channel.snapshot().sends());
        assertEquals(0, channel.snapshot().sendEagain());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void oneThatOwnsALeaseIsNotReceivedInto(DescriptorSpec spec) throws Exception {
        DescriptorChannel channel = open(spec);
        Descriptor owner = payload(1);
        assertNames(IllegalStateException.class, () -> channel.receiveInto(owner));
        assertNames(IllegalStateException.class, () -> channel.receiveInto(owner, Rig.LONG));
        assertNames(IllegalStateException.class, () -> channel.receiveIntoOrClosed(owner));
        assertNames(IllegalStateException.class, () -> channel.tryReceiveInto(owner));
        assertNames(
                IllegalStateException.class,
                () -> channel.receiveSome(new Descriptor[] {new Descriptor(), owner}, 0, 2));
        assertEquals(1, take(owner));
        assertNames(UnsupportedOperationException.class, channel::receive);
        assertNames(UnsupportedOperationException.class, channel::tryReceive);
        assertNames(UnsupportedOperationException.class, channel::receiveOrClosed);
        assertNames(UnsupportedOperationException.class, () -> channel.receive(Rig.LONG));
        assertNames(UnsupportedOperationException.class, () -> channel.receiveUpTo(1, Rig.LONG));
        assertNames(
                UnsupportedOperationException.class, () -> channel.receiveEach(Descriptor::close));
        assertEquals(0, channel.snapshot().recvEagain());
    }

    @Test
    void aDescriptorOfARegionThatIsGoneIsNotSent() throws Exception {
        Regions others = Regions.create();
        PoolRegion gone = others.pool("gone").blocks(8, 1).build();
        Descriptor mine = new Descriptor();
        gone.allocate(8, mine);
        Descriptor alias = new Descriptor();
        Invariants.alias(mine, alias);
        mine.close();
        others.unregister(gone, Duration.ZERO);
        DescriptorChannel channel = open(DescriptorSpec.unlimited("spoken of"));
        assertNames(IllegalStateException.class, () -> channel.send(alias));
    }

    // Reservations and selects.

    @Test
    void aReservationIsTheReceiversOrGoesBack() throws Exception {
        DescriptorChannel channel = open(DescriptorSpec.buffered("spoken of", 2));
        channel.send(payload(1));
        Reservation<Descriptor> reserved = channel.reserve();
        Descriptor held = reserved.element();
        assertEquals(1, held.getLong(0));
        reserved.abort();
        assertTrue(held.isEmpty(), "an abort has given it back");
        Reservation<Descriptor> again = channel.reserve();
        again.commit();
        assertEquals(1, take(again.element()));

        channel.send(payload(2));
        Reservation<Descriptor> spent = channel.reserve();
        assertEquals(2, take(spent.element()));
        assertNames(IllegalArgumentException.class, spent::abort);
        spent.commit();

        channel.send(payload(3));
        Reservation<Descriptor> late = channel.reserve();
        channel.cancel(null);
        late.close();
        assertEquals(0, live());
        assertEquals(1, channel.counters().returned());
    }

    @Test
    void clausesStandBesideThoseOfOrdinaryChannels() throws Exception {
        DescriptorChannel channel = open(DescriptorSpec.buffered("spoken of", 1));
        Channel<String> words = Channel.buffered("words", 1);
        Select select = Select.fair();
        SendClause<Descriptor> sends = select.send(channel);
        ReceiveClause<String> receives = select.receive(words);
        Descriptor mine = payload(1);
        sends.element(mine);
        assertSame(sends, select.await());
        assertTrue(mine.isEmpty());
        words.send("word");
        assertSame(receives, select.await());
        assertThrows(IllegalArgumentException.class, () -> select.send(channel));

        Select other = Select.fair();
        ReceiveClause<Descriptor> payloads = other.receive(channel);
        assertSame(payloads, other.await());
        channel.send(payload(2));
        assertNames(IllegalStateException.class, other::await);
        assertEquals(1, take(payloads.element()));
        assertSame(payloads, other.await());
        assertEquals(2, take(payloads.element()));
    }
}
