// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

/** What a fan-out does when turns follow one another. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FanOutTest {

    private static final String SINGLE = "org.kcoro.channels.Machine#single";
    private static final Duration LONG = Duration.ofHours(1);

    private final Channel<Integer> meeting = Channel.rendezvous("meeting");
    private final Channel<Integer> one = Channel.buffered("one", 1);
    private final Channel<Integer> all = Channel.unlimited("all");

    // Best effort.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void bestEffortSendsToThoseThatTakeIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            FanOut<Integer> fanOut = FanOut.to(meeting, one, all);
            assertEquals(2, fanOut.trySendEach(1));
            assertEquals(1, fanOut.trySendEach(2));
            Coroutine<Integer> receiver = rig.call("receives", meeting::receive);
            rig.settle();
            assertEquals(2, fanOut.trySendEach(3));
            assertEquals(3, receiver.join());
            one.close();
            assertEquals(1, fanOut.trySendEach(4));
            assertCounts("sends=1 recvs=1 sendEagain=3", meeting);
            assertCounts("sends=1 depth=1 sendEagain=2 sendEpipe=1", one);
            assertCounts("sends=4 depth=4", all);
        }
    }

    @Test
    void bestEffortToClosedChannelsAloneIsAnError() {
        IllegalStateException cause = new IllegalStateException("storm");
        one.close(cause);
        all.close(cause);
        ChannelClosedException closed =
                assertThrows(
                        ChannelClosedException.class, () -> FanOut.to(one, all).trySendEach(1));
        assertEquals("channel all is closed for sending", closed.getMessage());
        assertSame(cause, closed.getCause());
    }

    @Test
    void aSizerThatFailsDoesSoBeforeAnythingIsSent() {
        Channel<Integer> sized =
                Channel.<Integer>builder("sized")
                        .unlimited()
                        .sizer(
                                element -> {
                                    throw new IllegalArgumentException("no size");
                                })
                        .build();
        FanOut<Integer> fanOut = FanOut.to(all, sized);
        assertThrows(IllegalStateException.class, () -> fanOut.trySendEach(1));
        assertThrows(IllegalStateException.class, () -> fanOut.trySend(1));
        assertCounts("", all);
    }

    @Test
    void sizesAreThoseOfEachChannel() {
        Channel<Integer> bytes =
                Channel.<Integer>builder("bytes").unlimited().sizer(element -> 4).build();
        Channel<Integer> bits =
                Channel.<Integer>builder("bits").unlimited().sizer(element -> 32).build();
        assertTrue(FanOut.to(bits, all, bytes).trySend(1));
        assertCounts("sends=1 depth=1 bytesSent=4", bytes);
        assertCounts("sends=1 depth=1 bytesSent=32", bits);
        assertCounts("sends=1 depth=1", all);
    }

    // All or nothing.

    @Test
    void allOrNothing() {
        FanOut<Integer> fanOut = FanOut.to(all, one);
        assertTrue(fanOut.trySend(1));
        assertFalse(fanOut.trySend(2));
        assertCounts("sends=1 depth=1", all);
        assertCounts("sends=1 depth=1 sendEagain=1", one);
        assertEquals(1, one.tryReceive());
        assertTrue(fanOut.trySend(3));
        assertEquals(List.of(1, 3), List.of(all.tryReceive(), all.tryReceive()));
        assertEquals(3, one.tryReceive());
    }

    @Test
    void channelsThatDropAlwaysTake() {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> newest =
                Channel.<Integer>builder("newest")
                        .conflated()
                        .onUndelivered(undelivered::add)
                        .build();
        Channel<Integer> oldest =
                Channel.<Integer>builder("oldest")
                        .buffered(1)
                        .onOverflow(OverflowPolicy.DROP_LATEST)
                        .onUndelivered(undelivered::add)
                        .build();
        FanOut<Integer> fanOut = FanOut.to(oldest, newest);
        assertTrue(fanOut.trySend(1));
        assertTrue(fanOut.trySend(2));
        assertEquals(2, newest.tryReceive());
        assertEquals(1, oldest.tryReceive());
        undelivered.sort(null);
        assertEquals(List.of(1, 2), undelivered);
    }

    @Test
    void aClosedChannelIsAnErrorAndNobodyHasTheElement() throws Exception {
        one.close();
        FanOut<Integer> fanOut = FanOut.to(all, one);
        assertEquals(
                "channel one is closed for sending",
                assertThrows(ChannelClosedException.class, () -> fanOut.trySend(1)).getMessage());
        assertThrows(ChannelClosedException.class, () -> fanOut.send(1));
        assertThrows(ChannelClosedException.class, () -> fanOut.send(1, LONG));
        assertCounts("", all);
        assertCounts("sendEpipe=3", one);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aReceiverThatWaitsCountsAsRoom(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> other = Channel.rendezvous("other");
            FanOut<Integer> fanOut = FanOut.to(meeting, other, one);
            Coroutine<Integer> first = rig.call("receives", meeting::receive);
            rig.settle();
            assertFalse(fanOut.trySend(1));
            assertEquals(CoroutineState.PARKED, first.state());
            Coroutine<Integer> second = rig.call("receives", other::receive);
            rig.settle();
            assertTrue(fanOut.trySend(2));
            assertEquals(2, first.join());
            assertEquals(2, second.join());
            assertEquals(2, one.tryReceive());
        }
    }

    /** Its answer would have to be waited for. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatReservesDoesNotCountAsRoom(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Reservation<Integer>> reserving = rig.call("reserves", meeting::reserve);
            rig.settle();
            assertFalse(FanOut.to(meeting, all).trySend(1));
            Coroutine<Integer> receiver = rig.call("receives", meeting::receive);
            rig.settle();
            assertTrue(FanOut.to(meeting, all).trySend(2));
            assertEquals(2, receiver.join());
            reserving.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(reserving));
        }
    }

    /** One select in two channels is one receiver. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSelectIsServedOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> other = Channel.rendezvous("other");
            FanOut<Integer> fanOut = FanOut.to(meeting, other);
            List<Object> received = new ArrayList<>();
            Coroutine<Void> both =
                    rig.launch(
                            "selects",
                            () -> {
                                Select select = Select.fair();
                                ReceiveClause<Integer> first = select.receive(meeting);
                                ReceiveClause<Integer> second = select.receive(other);
                                received.add(select.await() == first ? "meeting" : "other");
                                received.add(
                                        received.contains("meeting")
                                                ? first.element()
                                                : second.element());
                            });
            rig.settle();
            assertFalse(fanOut.trySend(1));
            assertEquals(CoroutineState.PARKED, both.state());
            // It comes to the channel that the matching would have given to the select first.
            Coroutine<Integer> plain = rig.call("receives", meeting::receive);
            rig.settle();
            assertTrue(fanOut.trySend(2));
            both.join();
            assertEquals(List.of("other", 2), received);
            assertEquals(2, plain.join());
        }
    }

    // Waiting.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itWaitsForAMomentWhenAllTakeIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> two = Channel.buffered("two", 1);
            FanOut<Integer> fanOut = FanOut.to(two, one, meeting);
            one.send(-1);
            two.send(-2);
            Coroutine<Void> sender = rig.launch("sends", () -> fanOut.send(1));
            rig.settle();
            assertEquals("send: channels two, one, meeting", sender.waitReason().toString());
            assertEquals(-1, one.receive());
            rig.settle();
            assertTrue(one.trySend(-3), "others go before it");
            assertEquals(-2, two.receive());
            assertEquals(-3, one.receive());
            rig.settle();
            assertEquals(CoroutineState.PARKED, sender.state());
            assertNull(one.tryReceive());
            Coroutine<Integer> receiver = rig.call("receives", meeting::receive);
            sender.join();
            assertEquals(1, receiver.join());
            assertEquals(1, one.receive());
            assertEquals(1, two.receive());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSelectThatComesEndsTheWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            FanOut<Integer> fanOut = FanOut.to(all, meeting);
            Coroutine<Void> sender = rig.launch("sends", () -> fanOut.send(1));
            rig.settle();
            Select select = Select.fair();
            ReceiveClause<Integer> clause = select.receive(meeting);
            select.receive(Channel.<Integer>rendezvous("quiet"));
            assertSame(clause, rig.in(() -> select.await()));
            assertEquals(1, clause.element());
            sender.join();
            assertEquals(1, all.receive());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCloseEndsTheWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            one.send(-1);
            Coroutine<ChannelClosedException> sender =
                    rig.call(
                            "sends",
                            () ->
                                    assertThrows(
                                            ChannelClosedException.class,
                                            () -> FanOut.to(all, one).send(1)));
            rig.settle();
            // Not the one that has no room.
            all.close();
            assertEquals("channel all is closed for sending", sender.join().getMessage());
            assertCounts("sends=1 depth=1", one);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aStopOrTheDeadlineEndsTheWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            one.send(-1);
            FanOut<Integer> fanOut = FanOut.to(all, one);
            Coroutine<Void> sender = rig.launch("sends", () -> fanOut.send(1));
            rig.settle();
            sender.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(sender));
            assertFalse(rig.in(() -> fanOut.send(2, Duration.ofNanos(1))));
            assertFalse(rig.in(() -> fanOut.send(3, Duration.ZERO)));
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> fanOut.send(4));
            assertEquals(-1, one.tryReceive());
            assertNull(one.tryReceive());
            assertCounts("", all);
            assertCounts("sends=1 recvs=1 sendEtime=1 sendEagain=1 recvEagain=1 cancelled=2", one);
        }
    }

    // Errors of use.

    @Test
    void errorsNameTheChannel() {
        assertEquals(
                "a fan-out to no channel would lose every element; name one at least",
                assertThrows(IllegalArgumentException.class, () -> FanOut.to()).getMessage());
        assertEquals(
                "fan-out: channel 1 of channels one, null, all is null",
                assertThrows(
                                NullPointerException.class,
                                () -> FanOut.to(Arrays.asList(one, null, all)))
                        .getMessage());
        assertEquals(
                "fan-out: channel one stands there twice, and would get each element twice",
                assertThrows(IllegalArgumentException.class, () -> FanOut.to(one, all, one))
                        .getMessage());
        assertEquals(
                "fan-out: channel mine is a subscription, which receives only; send to its"
                        + " broadcast",
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        FanOut.to(
                                                Broadcast.<Integer>create("news")
                                                        .subscribe(Channel.builder("mine"))))
                        .getMessage());
        FanOut<Integer> fanOut = FanOut.to(one, all);
        assertEquals(
                "fan-out to channels one, all: the element is null",
                assertThrows(NullPointerException.class, () -> fanOut.trySend(null)).getMessage());
        assertThrows(NullPointerException.class, () -> fanOut.trySendEach(null));
        assertEquals(
                "fan-out to channels one, all: the timeout is negative: PT-1S; zero tries once",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> fanOut.send(1, Duration.ofSeconds(-1)))
                        .getMessage());
        assertCounts("", one);
        assertCounts("", all);
    }

    @Test
    void aChannelOfAnotherKindIsForBestEffortOnly() {
        FanOut<Integer> fanOut = FanOut.to(one, new ForwardingChannel<>(all));
        assertEquals(2, fanOut.trySendEach(1));
        assertEquals(
                "fan-out to channels one, all: all is not a channel of this JVM, and cannot be sent"
                        + " to at one moment with others; trySendEach can do it one by one",
                assertThrows(UnsupportedOperationException.class, () -> fanOut.trySend(2))
                        .getMessage());
    }
}
