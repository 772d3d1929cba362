// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sends and receives as futures. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FutureBridgeTest {

    private static final String ALL = "org.kcoro.channels.Setup#all";
    private static final String SINGLE = "org.kcoro.channels.Setup#single";
    private static final int ROUNDS = 200;

    private static CompletableFuture<Integer> receive(Rig rig, Channel<Integer> channel) {
        return FutureBridge.receiveAsync(rig.scheduler, channel);
    }

    private static CompletableFuture<Void> send(Rig rig, Channel<Integer> channel, int element) {
        return FutureBridge.sendAsync(rig.scheduler, channel, element);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void futuresMeet(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("async");
        try (Rig rig = new Rig(setup.machine())) {
            CompletableFuture<Integer> twice = receive(rig, channel).thenApply(e -> 2 * e);
            CompletableFuture<Void> sent = send(rig, channel, 21);
            assertEquals(42, twice.get());
            assertNull(sent.get());
            assertEquals(
                    7,
                    rig.in(
                            () -> {
                                send(rig, channel, 7);
                                return Parker.await(receive(rig, channel));
                            }));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theCloseIsAFailure(Setup setup) throws Exception {
        IllegalStateException cause = new IllegalStateException("storm");
        Channel<Integer> full = setup.form().full("full");
        Channel<Integer> empty = setup.form().open("empty");
        try (Rig rig = new Rig(setup.machine())) {
            CompletableFuture<Integer> received = receive(rig, empty);
            CompletableFuture<Void> sent = send(rig, full, 1);
            rig.settle();
            full.close(cause);
            empty.close(cause);
            for (CompletableFuture<?> each : List.of(received, sent)) {
                Throwable failure = assertThrows(ExecutionException.class, each::get).getCause();
                assertInstanceOf(ChannelClosedException.class, failure);
                assertSame(cause, failure.getCause());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theCancelOfAFutureEndsTheOperation(Setup setup) throws Exception {
        Channel<Integer> full = setup.form().full("full");
        Channel<Integer> empty = setup.form().open("empty");
        try (Rig rig = new Rig(setup.machine())) {
            CompletableFuture<Integer> received = receive(rig, empty);
            CompletableFuture<Void> sent = send(rig, full, 1);
            rig.settle();
            assertTrue(received.cancel(false));
            sent.cancel(false);
            rig.settle();
            assertThrows(CancellationException.class, received::get);
            assertThrows(CancellationException.class, sent::get);
            assertEquals(0, empty.snapshot().waitingReceivers());
            assertEquals(0, full.snapshot().waitingSenders());
            assertEquals(setup.form().capacity(), full.snapshot().sends());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theCancelOfTheCoroutineCancelsTheFuture(Setup setup) throws Exception {
        Channel<Integer> full = setup.form().full("full");
        Channel<Integer> empty = setup.form().open("empty");
        CompletableFuture<Integer> received;
        CompletableFuture<Void> sent;
        try (Rig rig = new Rig(setup.machine())) {
            received = receive(rig, empty);
            sent = send(rig, full, 1);
            rig.settle();
            rig.scheduler.liveCoroutines().forEach(Coroutine::cancel);
            assertThrows(CancellationException.class, received::get);
            assertThrows(CancellationException.class, sent::get);
        }
        assertTrue(received.isCancelled());
        assertTrue(sent.isCancelled());
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void othersMayCompleteAReceiveAndAskASendToEnd(Setup setup) throws Exception {
        Channel<Integer> full = setup.form().full("full");
        Channel<Integer> empty = setup.form().open("empty");
        try (Rig rig = new Rig(setup.machine())) {
            CompletableFuture<Integer> received = receive(rig, empty);
            CompletableFuture<Integer> late =
                    receive(rig, empty).orTimeout(1, TimeUnit.NANOSECONDS);
            CompletableFuture<Void> sent = send(rig, full, 1);
            CompletableFuture<Void> slow = send(rig, full, 1).orTimeout(1, TimeUnit.NANOSECONDS);
            rig.settle();
            assertTrue(received.complete(5));
            assertEquals(5, received.get());
            assertFalse(sent.complete(null));
            for (CompletableFuture<?> each : List.of(late, slow)) {
                assertInstanceOf(
                        TimeoutException.class,
                        assertThrows(ExecutionException.class, each::get).getCause());
            }
            sent.cancel(false);
            assertThrows(CancellationException.class, sent::get);
        }
        assertEquals(0, empty.snapshot().waitingReceivers());
        assertEquals(0, full.snapshot().waitingSenders());
    }

    /** Cancels of both sides race with the hand-over; the outcome of each future is true. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelThatRacesWithAHandOverLosesNothing(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("raced");
        List<CompletableFuture<Integer>> receives = new ArrayList<>();
        List<CompletableFuture<Void>> sends = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        try (Rig rig = new Rig(setup.machine())) {
            for (int i = 0; i < ROUNDS; i++) {
                receives.add(receive(rig, channel));
                sends.add(send(rig, channel, i));
                if (i % 3 == 0) {
                    receives.get(i).cancel(false);
                }
                if (i % 5 == 0) {
                    sends.get(i).cancel(false);
                }
            }
            // No receive may wait for a send that was cancelled.
            Coroutine<Void> rest = rig.launch("receives", () -> channel.receiveEach(received::add));
            for (CompletableFuture<Void> each : sends) {
                try {
                    each.get();
                } catch (CancellationException e) {
                    // It has not sent.
                }
            }
            channel.close();
            rest.join();
            List<Integer> sent = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                if (!sends.get(i).isCancelled()) {
                    sent.add(i);
                }
                try {
                    received.add(receives.get(i).get());
                } catch (CancellationException | ExecutionException e) {
                    // It has not received: cancelled, or closed.
                }
            }
            received.sort(null);
            assertEquals(sent, received, "elements given, and received");
            assertEquals(received.size(), new HashSet<>(received).size());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void errorsOfUseShow(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("async");
        Rig rig = new Rig(setup.machine());
        CompletableFuture<Void> sent =
                FutureBridge.<Integer>sendAsync(rig.scheduler, channel, null);
        assertInstanceOf(
                NullPointerException.class,
                assertThrows(ExecutionException.class, sent::get).getCause());
        rig.close();
        assertThrows(IllegalStateException.class, () -> receive(rig, channel));
        assertThrows(IllegalStateException.class, () -> send(rig, channel, 1));
    }
}
