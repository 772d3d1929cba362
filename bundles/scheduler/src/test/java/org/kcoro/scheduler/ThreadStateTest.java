// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What of a thread travels with a coroutine, and what it inherits; futures both ways. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadStateTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    /** Many with values of their own, which suspend between one another. */
    @ParameterizedTest
    @MethodSource(ALL)
    void scopedValuesStayWithTheirCoroutine(Machine machine) throws Exception {
        int pairs = 10;
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Void>> players = new java.util.ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Baton baton = new Baton();
                for (int side = 0; side < 2; side++) {
                    String name = i + "/" + side;
                    int mine = side;
                    players.add(rig.call("bound", () -> bound(name, baton, mine)));
                }
            }
            for (Coroutine<Void> player : players) {
                player.join();
            }
            assertEquals("unbound", rig.in(() -> USER.orElse("unbound")));
        }
    }

    private static Void bound(String name, Baton baton, int side) throws Exception {
        assertFalse(USER.isBound());
        return ScopedValue.where(USER, name)
                .call(
                        () -> {
                            for (int mine = side; mine < 100; mine += 2) {
                                baton.take(mine);
                                assertEquals(name, USER.get());
                                baton.pass(mine);
                                ScopedValue.where(USER, "inner").run(() -> {});
                                assertEquals(name, USER.get());
                            }
                            return null;
                        });
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theContextClassLoaderStaysWithItsCoroutine(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            ClassLoader clean = rig.in(() -> Thread.currentThread().getContextClassLoader());
            Baton baton = new Baton();
            Coroutine<Void> one = rig.call("one", () -> loads(baton, 0, clean));
            Coroutine<Void> two = rig.call("two", () -> loads(baton, 1, clean));
            one.join();
            two.join();
            assertSame(clean, rig.in(() -> Thread.currentThread().getContextClassLoader()));
        }
    }

    private static Void loads(Baton baton, int side, ClassLoader clean) throws Exception {
        assertSame(clean, Thread.currentThread().getContextClassLoader());
        ClassLoader own = new ClassLoader() {};
        Thread.currentThread().setContextClassLoader(own);
        for (int mine = side; mine < 100; mine += 2) {
            baton.take(mine);
            assertSame(own, Thread.currentThread().getContextClassLoader());
            baton.pass(mine);
        }
        return null;
    }

    /** An interrupt flag keeps nobody from waiting, and reaches no other coroutine. */
    @ParameterizedTest
    @MethodSource(ALL)
    void anInterruptFlagDisturbsNoWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Baton baton = new Baton();
            Coroutine<Void> flagged =
                    rig.launch(
                            "flagged",
                            () -> {
                                for (int mine = 0; mine < 100; mine += 2) {
                                    Thread.currentThread().interrupt();
                                    baton.take(mine);
                                    baton.pass(mine);
                                }
                            });
            Coroutine<Void> clean =
                    rig.launch(
                            "clean",
                            () -> {
                                for (int mine = 1; mine < 100; mine += 2) {
                                    baton.take(mine);
                                    assertFalse(Thread.currentThread().isInterrupted());
                                    baton.pass(mine);
                                }
                            });
            flagged.join();
            clean.join();
            assertFalse(rig.in(() -> Thread.currentThread().isInterrupted()));
        }
    }

    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    @ParameterizedTest
    @MethodSource(ALL)
    void noThreadLocalIsInherited(Machine machine) throws Exception {
        INHERITED.set("of the launcher");
        try (Rig rig = new Rig(machine)) {
            assertNull(rig.in(INHERITED::get));
        } finally {
            INHERITED.remove();
        }
    }

    // Futures.

    @ParameterizedTest
    @MethodSource(ALL)
    void aCoroutineIsAFuture(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            CompletableFuture<Integer> before =
                    rig.call(
                                    "answers",
                                    () -> {
                                        gate.await();
                                        return 7;
                                    })
                            .toCompletableFuture();
            assertFalse(before.isDone());
            gate.open();
            assertEquals(7, before.get());
            Coroutine<Void> failing =
                    rig.launch(
                            "fails",
                            () -> {
                                gate.await();
                                throw new java.io.IOException("on purpose");
                            });
            ExecutionException thrown =
                    assertThrows(
                            ExecutionException.class, () -> failing.toCompletableFuture().get());
            assertEquals("on purpose", thrown.getCause().getMessage());
            assertSame(thrown.getCause(), failing.failure());
            rig.reports.clear(); // It may have ended before it was asked for its future.
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void cancellingTheOneCancelsTheOther(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> coroutine = rig.launch("waits", new Gate()::await);
            CompletableFuture<Void> future = coroutine.toCompletableFuture();
            assertTrue(future.cancel(true));
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));

            Coroutine<Void> other = rig.launch("waits", new Gate()::await);
            CompletableFuture<Void> ofOther = other.toCompletableFuture();
            other.cancel();
            Rig.ended(other);
            assertThrows(java.util.concurrent.CancellationException.class, ofOther::get);
            assertTrue(ofOther.isCancelled());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCoroutineAwaitsTheFutureOfAnother(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine);
                Rig other = new Rig(machine)) {
            Gate gate = new Gate();
            CompletableFuture<String> future =
                    other.call(
                                    "answers",
                                    () -> {
                                        gate.await();
                                        return "from there";
                                    })
                            .toCompletableFuture();
            Coroutine<String> awaits = rig.call("awaits", () -> Parker.await(future));
            gate.open();
            assertEquals("from there", awaits.join());
        }
    }
}
