// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Those that wait under a token. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenWaitTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @MethodSource(SINGLE)
    void everyKindOfWaitEndsAtOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken token = CancellationToken.create();
            Coroutine<Void> peer = rig.launch("peer", new Gate()::await);
            Mutex mutex = new Mutex("held");
            mutex.lock();
            Semaphore semaphore = new Semaphore("empty", 0);
            Latch latch = new Latch("shut", 1);
            List<CoroutineBody> bodies =
                    List.of(
                            peer::join,
                            () -> peer.awaitEnd(HOUR),
                            () -> Parker.await(new CompletableFuture<>()),
                            new Gate()::await,
                            mutex::lock,
                            () -> mutex.tryLock(HOUR),
                            semaphore::acquire,
                            () -> semaphore.tryAcquire(1, HOUR),
                            latch::await,
                            () -> latch.await(HOUR),
                            () -> Coroutine.sleep(HOUR),
                            () -> {
                                while (true) {
                                    Coroutine.yield();
                                }
                            });
            List<Coroutine<Void>> waiting = new ArrayList<>();
            for (CoroutineBody body : bodies) {
                LaunchOptions options = LaunchOptions.named("waits").under(token.child());
                waiting.add(rig.scheduler.launch(options, body));
            }
            rig.settle();
            assertEquals(2, mutex.waiting());
            assertEquals(2, semaphore.waiting());
            assertTrue(token.cancel("enough"));
            for (Coroutine<Void> each : waiting) {
                assertEquals(CoroutineState.CANCELLED, Rig.ended(each), each::toString);
                assertFalse(each.isCancelRequested());
            }
            // Withdrawn, all of them.
            assertEquals(0, mutex.waiting());
            assertEquals(0, semaphore.waiting());
            mutex.unlock();
            assertFalse(peer.state().isDone());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void manyUnderADeepTreeAllWake(Machine machine) throws Exception {
        int count = 2_000;
        try (Rig rig = new Rig(machine)) {
            CancellationToken root = CancellationToken.create();
            CancellationToken deep = root;
            List<Coroutine<Void>> waiting = new ArrayList<>();
            AtomicInteger told = new AtomicInteger();
            for (int i = 0; i < count; i++) {
                deep = deep.child();
                waiting.add(
                        rig.scheduler.launch(
                                LaunchOptions.named("waits").under(deep),
                                () -> {
                                    String message =
                                            assertThrows(
                                                            CancellationException.class,
                                                            new Gate()::await)
                                                    .getMessage();
                                    assertEquals("enough", message);
                                    told.incrementAndGet();
                                }));
            }
            root.cancel("enough");
            for (Coroutine<Void> each : waiting) {
                each.join();
            }
            assertEquals(count, told.get());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void underACancelledOneTheFirstWaitEnds(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken token = CancellationToken.create();
            token.cancel("before the launch");
            AtomicInteger begun = new AtomicInteger();
            Coroutine<Void> coroutine =
                    rig.scheduler.launch(
                            LaunchOptions.named("late").under(token),
                            () -> {
                                begun.incrementAndGet();
                                new Gate().await();
                                begun.incrementAndGet();
                            });
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
            assertEquals(1, begun.get());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anEndedOneLeavesNothingInItsToken(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken token = CancellationToken.create();
            Coroutine<Integer> coroutine =
                    rig.scheduler.launch(LaunchOptions.named("ends").under(token), () -> 7);
            coroutine.join();
            token.cancel("after the end");
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
            assertEquals(7, coroutine.join());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCallIsUnderItsTokenAndNothingElseIs(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken token = CancellationToken.create();
            Gate after = new Gate();
            Coroutine<String> coroutine =
                    rig.call(
                            "calls",
                            () -> {
                                assertThrows(
                                        CancellationException.class,
                                        () ->
                                                token.call(
                                                        () -> {
                                                            assertSame(
                                                                    token,
                                                                    Parker.current().token());
                                                            new Gate().await();
                                                            return null;
                                                        }));
                                assertSame(null, Parker.current().token());
                                after.await();
                                return "went on";
                            });
            rig.settle();
            token.cancel("enough");
            rig.settle();
            assertEquals(CoroutineState.PARKED, coroutine.state());
            after.open();
            assertEquals("went on", coroutine.join());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadWaitsUnderATokenToo(boolean virtual) throws Exception {
        CancellationToken token = CancellationToken.create();
        Latch begun = new Latch("begun", 1);
        FutureTask<String> thread =
                start(
                        virtual,
                        () ->
                                assertThrows(
                                                CancellationException.class,
                                                () ->
                                                        token.call(
                                                                () -> {
                                                                    begun.countDown();
                                                                    new Gate().await();
                                                                    return null;
                                                                }))
                                        .getMessage());
        begun.await();
        token.child().cancel("another");
        token.cancel("enough");
        assertEquals("enough", Rig.get(thread));
    }

    private static <T> FutureTask<T> start(boolean virtual, java.util.concurrent.Callable<T> body) {
        return virtual ? Rig.virtualThread("waits", body) : Rig.thread("waits", body);
    }

    /** Cancel and wake-up at the same moment: the one or the other. */
    @ParameterizedTest
    @MethodSource(ALL)
    void cancelMeetsTheWakeUp(Machine machine) throws Exception {
        int count = 2_000;
        try (Rig rig = new Rig(machine)) {
            List<Gate> gates = new ArrayList<>();
            List<CancellationToken> tokens = new ArrayList<>();
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int value = i;
                Gate gate = new Gate();
                gates.add(gate);
                CancellationToken token = CancellationToken.create();
                tokens.add(token);
                coroutines.add(
                        rig.scheduler.launch(
                                LaunchOptions.named("meets").under(token),
                                () -> {
                                    gate.await();
                                    return value;
                                }));
            }
            FutureTask<Void> opening =
                    Rig.thread(
                            "opens",
                            () -> {
                                gates.forEach(Gate::open);
                                return null;
                            });
            for (int i = 0; i < count; i += 2) {
                tokens.get(i).cancel("enough");
            }
            Rig.get(opening);
            for (int i = 0; i < count; i++) {
                CoroutineState end = Rig.ended(coroutines.get(i));
                if (i % 2 == 1) {
                    assertEquals(CoroutineState.COMPLETED, end);
                }
                assertTrue(end != CoroutineState.FAILED, coroutines.get(i)::toString);
            }
        }
    }
}
