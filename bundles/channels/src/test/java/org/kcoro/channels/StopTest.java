// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

/** Operations whose coroutine is cancelled, or whose thread is interrupted. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopTest {

    private static final String SINGLE = "org.kcoro.channels.Setup#single";
    private static final Duration LONG = Duration.ofHours(1);

    /** Of five that wait the first, the middle, the last, or several are cancelled. */
    private static final List<List<Integer>> CHOICES =
            List.of(
                    List.of(0),
                    List.of(2),
                    List.of(4),
                    List.of(1, 2),
                    List.of(0, 4),
                    List.of(0, 1, 2, 3, 4));

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelledSenderLeavesNothingBehind(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        try (Rig rig = new Rig(setup.machine())) {
            for (List<Integer> cancelled : CHOICES) {
                Channel<Integer> channel = setup.form().full("full");
                List<Coroutine<Void>> senders = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    int element = 100 + i;
                    senders.add(
                            element % 2 == 0
                                    ? rig.launch("sends", () -> channel.send(element))
                                    : rig.launch("sends", () -> channel.send(element, LONG)));
                }
                rig.settle();
                for (int i : cancelled) {
                    senders.get(i).cancel();
                    assertEquals(CoroutineState.CANCELLED, Rig.ended(senders.get(i)));
                }
                assertCounts(
                        "depth=%1$d sends=%1$d waitingSenders=%2$d cancelled=%3$d"
                                .formatted(capacity, 5 - cancelled.size(), cancelled.size()),
                        channel);
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < capacity; i++) {
                    expected.add(i);
                }
                for (int i = 0; i < 5; i++) {
                    if (!cancelled.contains(i)) {
                        expected.add(100 + i);
                    }
                }
                List<Integer> received = new ArrayList<>();
                for (int i = 0; i < expected.size(); i++) {
                    received.add(channel.receive());
                }
                assertEquals(expected, received);
                assertNull(channel.tryReceive());
                for (int i = 0; i < 5; i++) {
                    if (!cancelled.contains(i)) {
                        Rig.get(senders.get(i));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelledReceiverTakesNothing(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        try (Rig rig = new Rig(setup.machine())) {
            for (List<Integer> cancelled : CHOICES) {
                Channel<Integer> channel = setup.form().open("empty");
                List<Coroutine<Integer>> receivers = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    receivers.add(
                            i % 2 == 0
                                    ? rig.call("receives", channel::receive)
                                    : rig.call("receives", () -> channel.receive(LONG)));
                }
                rig.settle();
                for (int i : cancelled) {
                    receivers.get(i).cancel();
                    assertEquals(CoroutineState.CANCELLED, Rig.ended(receivers.get(i)));
                }
                assertEquals(5 - cancelled.size(), channel.snapshot().waitingReceivers());
                for (int i = 0; i < 5; i++) {
                    if (!cancelled.contains(i)) {
                        assertTrue(channel.trySend(100 + i));
                        assertEquals(100 + i, Rig.get(receivers.get(i)));
                    }
                }
                // Now nobody waits.
                for (int i = 0; i < capacity; i++) {
                    assertTrue(channel.trySend(i));
                }
                assertFalse(channel.trySend(99));
                assertCounts(
                        "depth=%d sends=%d recvs=%d sendEagain=1 cancelled=%d"
                                .formatted(
                                        capacity,
                                        capacity + 5 - cancelled.size(),
                                        5 - cancelled.size(),
                                        cancelled.size()),
                        channel);
            }
        }
    }

    /** Where the counterpart was first the operation succeeds; the next wait is cancelled. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelAfterTheHandOverDoesNotTakeItBack(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> empty = setup.form().open("empty");
        Channel<Integer> full = setup.form().full("full");
        try (Rig rig = new Rig(setup.machine())) {
            List<Integer> received = new ArrayList<>();
            List<Boolean> sent = new ArrayList<>();
            Coroutine<Integer> receiver =
                    rig.call(
                            "receives twice",
                            () -> {
                                received.add(empty.receive());
                                return empty.receive();
                            });
            Coroutine<Void> sender =
                    rig.launch(
                            "sends twice",
                            () -> {
                                sent.add(full.sendOrClosed(capacity));
                                full.send(99);
                            });
            rig.settle();
            // In one turn of the one worker: they wake when all this has been done.
            rig.in(
                    () -> {
                        assertTrue(empty.trySend(5));
                        receiver.cancel();
                        assertEquals(0, full.tryReceive());
                        sender.cancel();
                        return null;
                    });
            assertEquals(CoroutineState.CANCELLED, Rig.ended(receiver));
            assertEquals(CoroutineState.CANCELLED, Rig.ended(sender));
            assertEquals(List.of(5), received);
            assertEquals(List.of(true), sent);
            assertCounts("sends=1 recvs=1 cancelled=1", empty);
            for (int i = 1; i <= capacity; i++) {
                assertEquals(i, full.tryReceive());
            }
            assertNull(full.tryReceive());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void whatNeedsNoWaitIsNotCancelled(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> channel = setup.form().open("no wait");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> coroutine =
                    rig.call(
                            "cancelled before",
                            () -> {
                                Coroutine.current().cancel();
                                int done = 0;
                                for (int i = 0; i < capacity; i++) {
                                    channel.send(i);
                                    done++;
                                }
                                assertFalse(channel.trySend(99));
                                for (int i = 0; i < capacity; i++) {
                                    assertEquals(i, channel.receive());
                                    done++;
                                }
                                assertThrows(CancellationException.class, channel::receive);
                                return done;
                            });
            assertEquals(2 * capacity, Rig.get(coroutine));
            assertEquals(0, channel.snapshot().waitingReceivers());
        }
    }

    private static FutureTask<Object> start(boolean virtual, Callable<Object> body) {
        return virtual ? Rig.virtualThread("waits", body) : Rig.thread("waits", body);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void anInterruptedThreadLeavesNothingBehind(Form form) throws Exception {
        int capacity = form.capacity();
        Channel<Integer> full = form.full("full");
        Channel<Integer> empty = form.open("empty");
        List<Callable<Object>> waits =
                List.of(
                        () -> {
                            full.send(99);
                            return null;
                        },
                        () -> full.send(99, LONG),
                        () -> full.sendOrClosed(99),
                        empty::receive,
                        () -> empty.receive(LONG),
                        empty::receiveOrClosed);
        for (int i = 0; i < 20; i++) {
            for (Callable<Object> wait : waits) {
                CountDownLatch begun = new CountDownLatch(1);
                AtomicReference<Thread> waiting = new AtomicReference<>();
                FutureTask<Object> task =
                        start(
                                i % 2 == 0,
                                () -> {
                                    waiting.set(Thread.currentThread());
                                    begun.countDown();
                                    assertThrows(InterruptedException.class, wait::call);
                                    return Thread.currentThread().isInterrupted();
                                });
                begun.await();
                waiting.get().interrupt();
                assertEquals(false, Rig.get(task), "the flag is consumed");
            }
        }
        assertCounts("depth=%1$d sends=%1$d cancelled=60".formatted(capacity), full);
        assertCounts("cancelled=60", empty);
        for (int i = 0; i < capacity; i++) {
            assertEquals(i, full.tryReceive());
        }
        assertNull(full.tryReceive());
        assertEquals(form.isBuffered(), empty.trySend(1));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anInterruptBeforeItIsSeenByTheFirstWait(Form form) throws Exception {
        Channel<Integer> channel = form.open("interrupted");
        for (boolean virtual : new boolean[] {false, true}) {
            FutureTask<Object> task =
                    start(
                            virtual,
                            () -> {
                                Thread.currentThread().interrupt();
                                assertNull(channel.tryReceive());
                                assertEquals(form.isBuffered(), channel.trySend(1));
                                assertEquals(form.isBuffered() ? 1 : null, channel.tryReceive());
                                assertTrue(Thread.currentThread().isInterrupted());
                                assertThrows(InterruptedException.class, channel::receive);
                                assertFalse(Thread.currentThread().isInterrupted());
                                return null;
                            });
            Rig.get(task);
        }
        assertEquals(0, channel.snapshot().waitingReceivers());
    }

    /** A thread that is handed its element keeps it; the interrupt shows at its next wait. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void anInterruptAfterTheHandOverDoesNotTakeItBack(Form form) throws Exception {
        for (int i = 0; i < 200; i++) {
            int element = i;
            Channel<Integer> channel = form.open("handed over");
            Channel<Integer> never = form.open("never");
            AtomicReference<Thread> receiving = new AtomicReference<>();
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Object> receiver =
                    start(
                            i % 2 == 0,
                            () -> {
                                receiving.set(Thread.currentThread());
                                begun.countDown();
                                Integer received = channel.receive();
                                assertThrows(InterruptedException.class, never::receive);
                                return received;
                            });
            begun.await();
            channel.send(element);
            // Handed over, or in the buffer: either way the receive has nothing to wait for.
            receiving.get().interrupt();
            assertEquals(element, Rig.get(receiver));
            assertCounts("sends=1 recvs=1", channel);
            assertCounts("cancelled=1", never);
        }
    }
}
