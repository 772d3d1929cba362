// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReservationTest {

    private static final String SINGLE = "org.kcoro.channels.Machine#single";

    @Test
    void aCommitReceivesAndAnAbortReturnsToTheHead() throws Exception {
        Channel<Integer> channel = Channel.buffered("c", 3);
        for (int i = 1; i <= 3; i++) {
            channel.send(i);
        }
        Reservation<Integer> first = channel.reserve();
        Reservation<Integer> second = channel.reserve();
        assertEquals(1, first.element());
        assertEquals(2, second.element());
        assertCounts("depth=3 sends=3 reserved=2", channel);
        // It keeps its room.
        assertFalse(channel.trySend(4));
        first.abort();
        assertEquals(1, channel.receive());
        assertTrue(channel.trySend(4));
        second.commit();
        assertCounts("depth=2 sends=4 recvs=2 sendEagain=1", channel);
        assertEquals(3, channel.receive());
        assertEquals(4, channel.receive());
    }

    @Test
    void itEndsOnce() throws Exception {
        Channel<Integer> channel = Channel.buffered("c", 3);
        channel.send(1);
        Reservation<Integer> committed = channel.tryReserve();
        committed.commit();
        committed.close();
        for (Runnable again : List.<Runnable>of(committed::commit, committed::abort)) {
            String message = assertThrows(IllegalStateException.class, again::run).getMessage();
            assertTrue(message.contains("channel c"), message);
        }
        channel.send(2);
        try (Reservation<Integer> closed = channel.reserve()) {
            assertEquals(2, closed.element());
        }
        assertCounts("depth=1 sends=2 recvs=1", channel);
        assertNull(Channel.rendezvous("empty").tryReserve());
        assertNull(Channel.rendezvous("empty").reserve(Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aRendezvousSenderWaitsForTheOutcome(Machine machine) throws Exception {
        Channel<Integer> channel = Channel.rendezvous("c");
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(1));
            rig.settle();
            Reservation<Integer> reservation = channel.tryReserve();
            assertEquals(1, reservation.element());
            assertCounts("reserved=1", channel);
            rig.settle();
            assertFalse(sender.state().isDone());
            reservation.abort();
            assertCounts("waitingSenders=1", channel);
            Reservation<Integer> again = channel.reserve();
            again.commit();
            Rig.get(sender);
            assertCounts("sends=1 recvs=1", channel);
        }
    }

    /** Room that has come free while its element was reserved. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSenderThatIsAbortedFillsRoom(Machine machine) throws Exception {
        Channel<Integer> channel = Channel.buffered("c", 1);
        try (Rig rig = new Rig(machine)) {
            channel.send(1);
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(2));
            rig.settle();
            Reservation<Integer> first = channel.reserve();
            Reservation<Integer> second = channel.reserve();
            first.commit();
            second.abort();
            Rig.get(sender);
            assertCounts("depth=1 sends=2 recvs=1", channel);
            assertEquals(2, channel.receive());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatWaitsToReserveMeetsASender(Machine machine) throws Exception {
        Channel<Integer> channel = Channel.rendezvous("c");
        try (Rig rig = new Rig(machine)) {
            List<Reservation<Integer>> reserved = new ArrayList<>();
            Coroutine<Void> receiver =
                    rig.launch("reserves", () -> reserved.add(channel.reserve()));
            rig.settle();
            // A try cannot wait for the outcome.
            assertFalse(channel.trySend(0));
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(1));
            Rig.get(receiver);
            rig.settle();
            assertFalse(sender.state().isDone());
            reserved.get(0).commit();
            Rig.get(sender);
            assertCounts("sends=1 recvs=1 sendEagain=1", channel);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aStopOfAReservedSenderWaitsForTheOutcome(Machine machine) throws Exception {
        for (boolean commit : new boolean[] {true, false}) {
            Channel<Integer> channel = Channel.rendezvous("c");
            try (Rig rig = new Rig(machine)) {
                Coroutine<Boolean> cancelled =
                        rig.call(
                                "sends",
                                () -> {
                                    try {
                                        channel.send(1);
                                        return true;
                                    } catch (CancellationException e) {
                                        return false;
                                    }
                                });
                rig.settle();
                Reservation<Integer> reservation = channel.reserve();
                cancelled.cancel();
                rig.settle();
                assertFalse(cancelled.state().isDone());
                if (commit) {
                    reservation.commit();
                } else {
                    reservation.abort();
                }
                assertEquals(commit, Rig.get(cancelled));
                assertCounts(commit ? "sends=1 recvs=1" : "cancelled=1", channel);
            }
        }
    }

    /** An interrupt too, which must neither spin nor be lost. */
    @Test
    void anInterruptOfAReservedSenderWaitsForTheOutcome() throws Exception {
        for (boolean commit : new boolean[] {true, false}) {
            Channel<Integer> channel = Channel.rendezvous("c");
            Thread[] thread = new Thread[1];
            var sender =
                    Rig.thread(
                            "sends",
                            () -> {
                                thread[0] = Thread.currentThread();
                                try {
                                    channel.send(1);
                                    return Thread.interrupted();
                                } catch (InterruptedException e) {
                                    return null;
                                }
                            });
            Reservation<Integer> reservation = channel.reserve();
            thread[0].interrupt();
            if (commit) {
                reservation.commit();
                // Whether the flag came before or after its wait, it is still there.
                assertEquals(true, Rig.get(sender));
            } else {
                reservation.abort();
                assertNull(Rig.get(sender));
            }
            assertEquals(0, channel.snapshot().waitingSenders());
        }
    }

    @Test
    void afterACloseAnAbortedElementIsStillReceived() throws Exception {
        Channel<Integer> channel = Channel.buffered("c", 1);
        channel.send(1);
        Reservation<Integer> reservation = channel.reserve();
        channel.close();
        assertFalse(channel.isClosedForReceive());
        assertNull(channel.tryReceive());
        reservation.abort();
        assertEquals(1, channel.receive());
        assertTrue(channel.isClosedForReceive());
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theLastCommitAfterACloseEndsThoseThatWait(Machine machine) throws Exception {
        Channel<Integer> channel = Channel.buffered("c", 1);
        channel.send(1);
        Reservation<Integer> reservation = channel.reserve();
        channel.close();
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> receiver = rig.call("receives", channel::receiveOrClosed);
            rig.settle();
            assertFalse(receiver.state().isDone());
            reservation.commit();
            assertNull(Rig.get(receiver));
            assertCounts("sends=1 recvs=1 recvEpipe=1", channel);
        }
    }

    @Test
    void onAConflatedChannelTheNewerOneWins() throws Exception {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                Channel.<Integer>builder("c").conflated().onUndelivered(undelivered::add).build();
        channel.send(1);
        Reservation<Integer> reservation = channel.reserve();
        channel.send(2);
        reservation.abort();
        assertEquals(List.of(1), undelivered);
        assertCounts("depth=1 sends=2 undelivered=1", channel);
        channel.reserve().abort();
        assertEquals(2, channel.receive());
    }

    @Test
    void afterACancelAnAbortedElementIsUndelivered() throws Exception {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                Channel.<Integer>builder("c").buffered(3).onUndelivered(undelivered::add).build();
        for (int i = 1; i <= 3; i++) {
            channel.send(i);
        }
        Reservation<Integer> aborted = channel.reserve();
        Reservation<Integer> committed = channel.reserve();
        channel.cancel(null);
        assertEquals(List.of(3), undelivered);
        aborted.abort();
        committed.commit();
        assertEquals(List.of(3, 1), undelivered);
        assertCounts("sends=3 recvs=1 undelivered=2", channel);
    }

    // In a select.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSelectReserves(Machine machine) throws Exception {
        Channel<Integer> a = Channel.buffered("a", 1);
        Channel<Integer> b = Channel.rendezvous("b");
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> selects =
                    rig.call(
                            "selects",
                            () -> {
                                Select select = Select.fair();
                                ReserveClause<Integer> fromA = select.reserve(a);
                                ReserveClause<Integer> fromB = select.reserve(b);
                                int sum = 0;
                                for (int i = 0; i < 2; i++) {
                                    Clause chosen = select.await();
                                    ReserveClause<Integer> clause = chosen == fromA ? fromA : fromB;
                                    assertSame(clause.reservation(), clause.reservation());
                                    sum += clause.reservation().element();
                                    clause.reservation().commit();
                                }
                                return sum;
                            });
            rig.settle();
            a.send(1);
            rig.settle();
            b.send(10);
            assertEquals(11, Rig.get(selects));
            assertEquals(1, a.snapshot().recvs());
            assertEquals(1, b.snapshot().recvs());
        }
    }

    /** The round of a select that sends is claimed while its element is reserved. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSelectThatSendsWaitsForTheOutcome(Machine machine) throws Exception {
        for (boolean receiverFirst : new boolean[] {true, false}) {
            Channel<Integer> a = Channel.rendezvous("a");
            Channel<Integer> b = Channel.rendezvous("b");
            List<Reservation<Integer>> reserved = new ArrayList<>();
            try (Rig rig = new Rig(machine)) {
                if (receiverFirst) {
                    rig.launch("reserves", () -> reserved.add(a.reserve()));
                    rig.settle();
                }
                Coroutine<String> selects =
                        rig.call(
                                "selects",
                                () -> {
                                    Select select = Select.fair();
                                    select.send(a).element(1);
                                    select.send(b).element(2);
                                    return select.await().channel().name();
                                });
                rig.settle();
                if (!receiverFirst) {
                    reserved.add(a.tryReserve());
                }
                assertEquals(1, reserved.get(0).element());
                // It is claimed: nobody else gets its other element.
                assertNull(b.tryReceive());
                reserved.get(0).abort();
                rig.settle();
                // It waits on both again.
                assertEquals(2, b.tryReceive());
                assertEquals("b", Rig.get(selects));
                assertCounts("", a);
            }
        }
    }
}
