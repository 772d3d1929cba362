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
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a broadcast does when turns follow one another. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BroadcastTest {

    private static final String SINGLE = "org.kcoro.channels.Machine#single";
    private static final Duration LONG = Duration.ofHours(1);

    private final Broadcast<Integer> broadcast = Broadcast.create("news");

    private static ChannelBuilder<Integer> settings(String name) {
        return Channel.builder(name);
    }

    private static List<Integer> drain(Channel<Integer> channel) {
        List<Integer> drained = new ArrayList<>();
        try {
            for (Integer e = channel.tryReceive(); e != null; e = channel.tryReceive()) {
                drained.add(e);
            }
        } catch (ChannelClosedException e) {
            // That is the end.
        }
        return drained;
    }

    private void assertCounts(
            int subscribers, long sends, long unheard, long dropped, int waiting) {
        assertEquals(
                new BroadcastSnapshot("news", false, subscribers, sends, unheard, dropped, waiting),
                broadcast.snapshot());
    }

    // Who sees what.

    @Test
    void whatNobodySubscribesToIsDroppedAndCounted() throws Exception {
        broadcast.send(1);
        assertTrue(broadcast.trySend(2));
        assertTrue(broadcast.send(3, LONG));
        assertCounts(0, 3, 3, 0, 0);
    }

    @Test
    void aSubscriberSeesAllFromItsSubscriptionOn() throws Exception {
        Channel<Integer> first = broadcast.subscribe(settings("first").unlimited());
        broadcast.send(1);
        Channel<Integer> second = broadcast.subscribe(settings("second").buffered(3));
        broadcast.send(2);
        first.close();
        broadcast.send(3);
        assertEquals(List.of(1, 2), drain(first));
        assertEquals(List.of(2, 3), drain(second));
        assertCounts(1, 3, 0, 0, 0);
    }

    @Test
    void eachSubscriptionHasItsOwnPolicy() throws Exception {
        Channel<Integer> all = broadcast.subscribe(settings("all").unlimited());
        Channel<Integer> newest = broadcast.subscribe(settings("newest").conflated());
        Channel<Integer> oldest =
                broadcast.subscribe(
                        settings("oldest").buffered(2).onOverflow(OverflowPolicy.DROP_LATEST));
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> last =
                broadcast.subscribe(
                        settings("last")
                                .buffered(2)
                                .onOverflow(OverflowPolicy.DROP_OLDEST)
                                .onUndelivered(undelivered::add));
        for (int i = 1; i <= 4; i++) {
            assertTrue(broadcast.trySend(i));
        }
        assertEquals(List.of(1, 2, 3, 4), drain(all));
        assertEquals(List.of(4), drain(newest));
        assertEquals(List.of(1, 2), drain(oldest));
        assertEquals(List.of(3, 4), drain(last));
        assertEquals(List.of(1, 2), undelivered);
        assertCounts(4, 4, 0, 3 + 2 + 2, 0);
        last.close();
        assertEquals(7, broadcast.snapshot().dropped(), "those of past subscriptions stay counted");
    }

    // A slow subscriber.

    private interface Leave {
        void leave(Channel<Integer> slow) throws Exception;
    }

    private void freedBy(Machine machine, Leave leave, List<Integer> left) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> fast = broadcast.subscribe(settings("fast").unlimited());
            Channel<Integer> slow = broadcast.subscribe(settings("slow").buffered(1));
            broadcast.send(1);
            Coroutine<Void> sender = rig.launch("sends", () -> broadcast.send(2));
            rig.settle();
            assertEquals(1, fast.snapshot().depth(), "none has it before all do");
            assertEquals("send: broadcast news", sender.waitReason().toString());
            assertCounts(2, 1, 0, 0, 1);
            leave.leave(slow);
            sender.join();
            assertEquals(List.of(1, 2), drain(fast));
            assertEquals(left, drain(slow));
            assertEquals(0, broadcast.snapshot().waitingSenders());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSlowSubscriberThatReceivesFreesTheSender(Machine machine) throws Exception {
        freedBy(machine, slow -> assertEquals(1, slow.receive()), List.of(2));
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSlowSubscriberThatUnsubscribesFreesTheSender(Machine machine) throws Exception {
        freedBy(machine, slow -> assertTrue(slow.close()), List.of(1));
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSlowSubscriptionThatIsCancelledFreesTheSender(Machine machine) throws Exception {
        freedBy(machine, slow -> slow.cancel(null), List.of());
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theRoomOfAReservedElementFreesTheSenderAtItsCommit(Machine machine) throws Exception {
        freedBy(
                machine,
                slow -> {
                    Reservation<Integer> reservation = slow.reserve();
                    assertFalse(broadcast.trySend(3));
                    reservation.commit();
                },
                List.of(2));
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelledSubscriberFreesTheSender(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> heard = new ArrayList<>();
            Channel<Integer> never = Channel.rendezvous("never");
            Coroutine<Void> subscriber =
                    rig.launch(
                            "hears",
                            () ->
                                    broadcast.receiveEach(
                                            settings("hears").buffered(1),
                                            element -> {
                                                heard.add(element);
                                                never.receive();
                                            }));
            Coroutine<Void> sender =
                    rig.launch(
                            "sends",
                            () -> {
                                for (int i = 1; i <= 3; i++) {
                                    broadcast.send(i);
                                }
                            });
            rig.settle();
            assertCounts(1, 2, 0, 0, 1);
            subscriber.cancel();
            sender.join();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(subscriber));
            assertEquals(List.of(1), heard);
            assertCounts(0, 3, 1, 0, 0);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void rendezvousSubscribersMeetTheSenderTogether(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> first = broadcast.subscribe(settings("first"));
            Channel<Integer> second = broadcast.subscribe(settings("second"));
            Coroutine<Void> sender = rig.launch("sends", () -> broadcast.send(1));
            Coroutine<Integer> one = rig.call("receives", first::receive);
            rig.settle();
            assertEquals(CoroutineState.PARKED, one.state());
            assertFalse(broadcast.trySend(2), "it would overtake");
            Select select = Select.fair();
            ReceiveClause<Integer> clause = select.receive(second);
            assertSame(clause, rig.in(() -> select.await()));
            sender.join();
            assertEquals(1, one.join());
            assertEquals(1, clause.element());
        }
    }

    // Senders that leave.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void whatACancelledSenderHadNobodyHas(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> fast = broadcast.subscribe(settings("fast").unlimited());
            Channel<Integer> slow = broadcast.subscribe(settings("slow").buffered(1));
            broadcast.send(1);
            Coroutine<Void> first = rig.launch("sends", () -> broadcast.send(2));
            Coroutine<Void> second = rig.launch("sends", () -> broadcast.send(3));
            Coroutine<Void> third = rig.launch("sends", () -> broadcast.send(4));
            rig.settle();
            assertEquals(3, broadcast.snapshot().waitingSenders());
            second.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(second));
            first.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(first));
            assertEquals(1, slow.receive());
            third.join();
            assertEquals(List.of(1, 4), drain(fast));
            assertEquals(List.of(4), drain(slow));
            assertEquals(1, slow.snapshot().cancelled(), "the one whose turn it was");
            assertCounts(2, 2, 0, 0, 0);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSendWhoseTimeIsUpIsNoSend(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> fast = broadcast.subscribe(settings("fast").unlimited());
            Channel<Integer> slow = broadcast.subscribe(settings("slow").buffered(1));
            broadcast.send(1);
            assertFalse(rig.in(() -> broadcast.send(2, Duration.ofNanos(1))));
            assertFalse(rig.in(() -> broadcast.send(3, Duration.ZERO)));
            assertEquals(List.of(1), drain(fast));
            assertEquals(List.of(1), drain(slow));
            assertEquals(1, slow.snapshot().sendEtime());
            assertEquals(1, slow.snapshot().sendEagain());
            assertCounts(2, 1, 0, 0, 0);
        }
    }

    @Test
    void anInterruptedThreadSendsNothing() throws Exception {
        Channel<Integer> slow = broadcast.subscribe(settings("slow").buffered(1));
        broadcast.send(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> broadcast.send(2));
        assertFalse(Thread.interrupted());
        assertEquals(List.of(1), drain(slow));
        assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void aCancelledCoroutineMaySendWhereItNeedNotWait() throws Exception {
        try (Rig rig = new Rig(Machine.single().findFirst().orElseThrow())) {
            Channel<Integer> all = broadcast.subscribe(settings("all").buffered(1));
            Coroutine<Void> sender =
                    rig.launch(
                            "sends",
                            () -> {
                                Coroutine.current().cancel();
                                broadcast.send(1);
                                assertThrows(CancellationException.class, () -> broadcast.send(2));
                            });
            sender.join();
            assertEquals(List.of(1), drain(all));
        }
    }

    /** What wants to know of undelivered elements runs outside locks and turns. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void whoHearsOfADropMaySendHere(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> all = broadcast.subscribe(settings("all").unlimited());
            Channel<Integer> slow = broadcast.subscribe(settings("slow").buffered(1));
            broadcast.subscribe(
                    settings("lossy")
                            .conflated()
                            .onUndelivered(
                                    element -> {
                                        if (element > 0) {
                                            slow.cancel(null);
                                            assertTrue(broadcast.trySend(-element));
                                        }
                                    }));
            broadcast.send(1);
            Coroutine<Void> sender = rig.launch("sends", () -> broadcast.send(2));
            rig.settle();
            assertEquals(1, slow.receive());
            sender.join();
            assertEquals(List.of(1, 2, -1, -2), drain(all));
        }
    }
}
