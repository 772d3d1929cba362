// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountersTest {

    private static final String SINGLE = "org.kcoro.channels.Setup#single";
    private static final Duration SHORT = Duration.ofNanos(700_000);

    private static <E> ChannelBuilder<E> builder(Form form, String name) {
        return form.builder(name);
    }

    /** Every kind of result, in a number of its own. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void eachResultIsCountedOnceAndAsWhatItIs(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> channel = setup.form().open("counted");
        try (Rig rig = new Rig(setup.machine())) {
            for (int i = 0; i < 2; i++) {
                channel.tryReceive();
            }
            for (int i = 0; i < 3; i++) {
                channel.receive(SHORT);
            }
            assertCounts("recvEagain=2 recvEtime=3", channel);
            for (int i = 0; i < capacity; i++) {
                channel.send(i);
            }
            for (int i = 0; i < 4; i++) {
                channel.trySend(99);
            }
            for (int i = 0; i < 5; i++) {
                channel.send(99, SHORT);
            }
            String failed = " recvEagain=2 recvEtime=3 sendEagain=4 sendEtime=5";
            assertCounts("depth=%1$d sends=%1$d".formatted(capacity) + failed, channel);
            // A parked sender counts when its element is taken, not before.
            Coroutine<Void> parked = rig.launch("parked", () -> channel.send(capacity));
            rig.settle();
            assertCounts(
                    "depth=%1$d sends=%1$d waitingSenders=1".formatted(capacity) + failed, channel);
            for (int i = 0; i <= capacity; i++) {
                assertEquals(i, channel.receive());
            }
            Rig.get(parked);
            assertCounts("sends=%1$d recvs=%1$d".formatted(capacity + 1) + failed, channel);
            channel.close();
            for (int i = 0; i < 6; i++) {
                channel.sendOrClosed(99);
            }
            for (int i = 0; i < 7; i++) {
                channel.receiveOrClosed();
            }
            assertCounts(
                    "sends=%1$d recvs=%1$d sendEpipe=6 recvEpipe=7".formatted(capacity + 1)
                            + failed,
                    channel);
        }
    }

    @Test
    void withoutASizerBytesStayZero() {
        Channel<String> channel = Channel.buffered("no bytes", 2);
        assertTrue(channel.trySend("four"));
        assertEquals("four", channel.tryReceive());
        assertCounts("sends=1 recvs=1", channel);
    }

    /** By every way that an element can go: through the buffer, hand to hand, from a sender. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void bytesAreCountedWhenElementsMove(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        List<String> sized = new ArrayList<>();
        Channel<String> channel =
                CountersTest.<String>builder(setup.form(), "bytes")
                        .sizer(
                                element -> {
                                    sized.add(element);
                                    return element.length();
                                })
                        .build();
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<String> receiver = rig.call("receives", channel::receive);
            rig.settle();
            channel.send("a"); // 1, hand to hand
            assertEquals("a", Rig.get(receiver));
            assertCounts("sends=1 recvs=1 bytesSent=1 bytesRecv=1", channel);

            for (int i = 0; i < capacity; i++) {
                assertTrue(channel.trySend("bb")); // 2 each, through the buffer
            }
            Coroutine<Void> first = rig.launch("first", () -> channel.send("cccc"));
            Coroutine<Boolean> second =
                    rig.call("second", () -> channel.send("dddddddd", Duration.ofHours(1)));
            rig.settle();
            assertCounts(
                    "depth=%d sends=%d recvs=1 bytesSent=%d bytesRecv=1 waitingSenders=2"
                            .formatted(capacity, capacity + 1, 2 * capacity + 1),
                    channel);
            for (int i = 0; i < capacity; i++) {
                assertEquals("bb", channel.receive());
            }
            assertEquals("cccc", channel.receive());
            assertEquals("dddddddd", channel.receive());
            Rig.get(first);
            assertTrue(Rig.get(second));
            int bytes = 1 + 2 * capacity + 4 + 8;
            String moved =
                    "sends=%1$d recvs=%1$d bytesSent=%2$d bytesRecv=%2$d"
                            .formatted(capacity + 3, bytes);
            assertCounts(moved, channel);
            assertEquals(capacity + 3, sized.size(), "asked once for each element");

            // What does not move counts no bytes; its size was asked for.
            for (int i = 0; i < capacity; i++) {
                channel.send("ee");
                channel.receive();
            }
            channel.close();
            channel.sendOrClosed("ffff");
            assertEquals(bytes + 2L * capacity, channel.snapshot().bytesSent());
            assertEquals(bytes + 2L * capacity, channel.snapshot().bytesRecv());
        }
    }

    /** Also where the batch waits again and again. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aBatchSizesEachElementOnce(Setup setup) throws Exception {
        int count = 150;
        AtomicInteger sized = new AtomicInteger();
        Channel<Integer> channel =
                CountersTest.<Integer>builder(setup.form(), "batch")
                        .sizer(element -> sized.incrementAndGet() > 0 ? 2 : 0)
                        .build();
        Queue<Integer> elements = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            elements.add(i);
        }
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> sender = rig.call("sends", () -> channel.sendAll(elements));
            Coroutine<Void> receiver =
                    rig.launch(
                            "receives",
                            () -> {
                                while (channel.receiveOrClosed() != null) {
                                    Coroutine.yield();
                                }
                            });
            assertEquals(count, Rig.get(sender));
            channel.close();
            Rig.get(receiver);
        }
        assertEquals(count, sized.get());
        assertTrue(elements.isEmpty());
        assertEquals(2 * count, channel.snapshot().bytesSent());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aSizerThatFailsLeavesTheElementWithItsSender(Form form) {
        IllegalStateException failure = new IllegalStateException("no size");
        Channel<String> channel =
                CountersTest.<String>builder(form, "no size")
                        .sizer(
                                element -> {
                                    throw failure;
                                })
                        .build();
        assertSame(
                failure,
                assertThrows(IllegalStateException.class, () -> channel.trySend("element"))
                        .getCause());
        assertSame(
                failure,
                assertThrows(IllegalStateException.class, () -> channel.send("element"))
                        .getCause());
        assertThrows(NullPointerException.class, () -> channel.trySend(null));
        assertCounts("", channel);
    }

    /** Not what is in the channel, nor those that wait: the next element finds them as before. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSizerThatFailsChangesNothing(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> channel =
                CountersTest.<Integer>builder(setup.form(), "some sizes")
                        .sizer(element -> 10 / element)
                        .build();
        List<Executable> failing =
                List.of(
                        () -> channel.trySend(0),
                        () -> channel.send(0),
                        () -> channel.sendOrClosed(0),
                        () -> channel.send(0, SHORT),
                        () -> channel.send(0, Duration.ZERO));
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> receiver = rig.call("receives", channel::receive);
            rig.settle();
            for (Executable send : failing) {
                Throwable failure = assertThrows(IllegalStateException.class, send);
                assertTrue(
                        failure.getMessage().contains("channel some sizes"), failure.getMessage());
                assertInstanceOf(ArithmeticException.class, failure.getCause());
            }
            assertCounts("waitingReceivers=1", channel);
            channel.send(1);
            assertEquals(1, Rig.get(receiver));

            for (int i = 0; i < capacity; i++) {
                channel.send(2);
            }
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(5));
            rig.settle();
            for (Executable send : failing) {
                Throwable failure = assertThrows(IllegalStateException.class, send);
                assertTrue(
                        failure.getMessage().contains("channel some sizes"), failure.getMessage());
                assertInstanceOf(ArithmeticException.class, failure.getCause());
            }
            assertCounts(
                    "depth=%d sends=%d recvs=1 bytesSent=%d bytesRecv=10 waitingSenders=1"
                            .formatted(capacity, capacity + 1, 10 + 5 * capacity),
                    channel);
            for (int i = 0; i < capacity; i++) {
                assertEquals(2, channel.receive());
            }
            assertEquals(5, channel.receive());
            Rig.get(sender);
            channel.close();
            for (Executable send : failing) {
                Throwable failure = assertThrows(IllegalStateException.class, send);
                assertTrue(
                        failure.getMessage().contains("channel some sizes"), failure.getMessage());
                assertInstanceOf(ArithmeticException.class, failure.getCause());
            }
            assertCounts(
                    "sends=%1$d recvs=%1$d bytesSent=%2$d bytesRecv=%2$d"
                            .formatted(capacity + 2, 12 + 5 * capacity),
                    channel);
        }
    }

    /** While elements move, every snapshot is true in itself, and none goes back. */
    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#twin")
    void everySnapshotUnderLoadIsConsistent(Setup setup) throws Exception {
        int each = 2_500;
        int senders = 2;
        Channel<Integer> channel =
                CountersTest.<Integer>builder(setup.form(), "busy").sizer(element -> 10).build();
        try (Rig rig = new Rig(setup.machine())) {
            AtomicBoolean end = new AtomicBoolean();
            FutureTask<Long> observer = Rig.thread("observes", () -> observe(channel, end));
            List<Coroutine<Void>> sending = new ArrayList<>();
            List<Coroutine<Integer>> receiving = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                sending.add(
                        rig.launch(
                                "sends",
                                () -> {
                                    for (int k = 0; k < each; k++) {
                                        if (k % 2 == 0 || !channel.trySend(k)) {
                                            channel.send(k);
                                        }
                                    }
                                }));
                receiving.add(
                        rig.call(
                                "receives",
                                () -> {
                                    int received = 0;
                                    while (channel.receiveOrClosed() != null) {
                                        received++;
                                    }
                                    return received;
                                }));
            }
            for (Coroutine<Void> coroutine : sending) {
                Rig.get(coroutine);
            }
            channel.close();
            int received = 0;
            for (Coroutine<Integer> coroutine : receiving) {
                received += Rig.get(coroutine);
            }
            end.set(true);
            assertTrue(Rig.get(observer) > 0);
            assertEquals(senders * each, received);
            ChannelSnapshot last = channel.snapshot();
            assertEquals(senders * each, last.sends());
            assertEquals(senders * each, last.recvs());
            assertEquals(10L * senders * each, last.bytesSent());
        }
    }

    private static long observe(Channel<Integer> channel, AtomicBoolean end) {
        int capacity = channel.capacity();
        ChannelSnapshot before = channel.snapshot();
        long snapshots = 0;
        boolean last;
        do {
            last = end.get();
            ChannelSnapshot s = channel.snapshot();
            assertTrue(s.recvs() <= s.sends(), s::toString);
            assertEquals(s.sends() - s.recvs(), s.depth(), s::toString);
            assertTrue(s.depth() >= 0 && s.depth() <= capacity, s::toString);
            assertEquals(10 * s.sends(), s.bytesSent(), s::toString);
            assertEquals(10 * s.recvs(), s.bytesRecv(), s::toString);
            assertTrue(s.waitingSenders() == 0 || s.waitingReceivers() == 0, s::toString);
            assertTrue(s.waitingSenders() == 0 || s.depth() == capacity, s::toString);
            assertTrue(s.waitingReceivers() == 0 || s.depth() == 0, s::toString);
            assertTrue(!s.closed() || s.waitingReceivers() + s.waitingSenders() == 0);
            assertTrue(s.sends() >= before.sends() && s.recvs() >= before.recvs(), s::toString);
            assertTrue(s.sendEagain() >= before.sendEagain(), s::toString);
            before = s;
            snapshots++;
        } while (!last);
        return snapshots;
    }
}
