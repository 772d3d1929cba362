// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What children inherit, what is refused, and random trees of scopes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeChildrenTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    /** Parks for a gate without ever asking whether to stop. */
    private static void ignore(Gate gate) throws InterruptedException {
        AtomicBoolean open = new AtomicBoolean();
        Parker parker = Parker.current();
        Rig.thread(
                "opens",
                () -> {
                    gate.await();
                    open.set(true);
                    parker.unpark();
                    return null;
                });
        while (!open.get()) {
            parker.park(Gate.REASON);
        }
    }

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private static String users(Scope scope) throws Exception {
        Coroutine<String> child =
                scope.launch(
                        "asks twice",
                        () -> {
                            String before = user();
                            Coroutine.yield();
                            Coroutine.sleep(Duration.ofNanos(1_000));
                            return before + ", " + user();
                        });
        String ofChild = child.join();
        return ofChild
                + ", "
                + ScopedValue.where(USER, "bob")
                        .call(() -> scope.launch("asks", ScopeChildrenTest::user).join());
    }

    private static String user() {
        return USER.orElse("unbound");
    }

    private static String overflow() {
        assertThrows(StackOverflowError.class, () -> recurse(1));
        return user();
    }

    private static void failing(Scope scope, AtomicInteger stopped) throws Exception {
        Latch begun = new Latch("begun", 1);
        scope.token()
                .onCancel(
                        () -> {
                            throw new IllegalStateException("an action's");
                        });
        scope.launch(
                "waits",
                () -> {
                    begun.countDown();
                    ScopeBodies.stop(stopped);
                });
        begun.await();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aChildThatIgnoresItsCancelIsWaitedFor(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            AtomicBoolean ended = new AtomicBoolean();
            Latch begun = new Latch("begun", 1);
            AtomicReference<Scope> running = new AtomicReference<>();
            Coroutine<Boolean> owner =
                    rig.call(
                            "owner",
                            () -> {
                                assertThrows(
                                        CancellationException.class,
                                        () ->
                                                Scope.run(
                                                        rig.scheduler,
                                                        "waits",
                                                        scope -> {
                                                            running.set(scope);
                                                            scope.launch(
                                                                    "ignores",
                                                                    () -> {
                                                                        begun.countDown();
                                                                        ignore(gate);
                                                                        ended.set(true);
                                                                    });
                                                            return null;
                                                        }));
                                return ended.get();
                            });
            begun.await();
            running.get().cancel("in vain");
            owner.cancel();
            rig.launch("another", () -> {}).join();
            assertFalse(owner.state().isDone());
            gate.open();
            assertTrue(owner.join());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void scopedValuesTravelIntoTheChildren(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
                    "ann, ann, bob, unbound",
                    () -> {
                        String inside =
                                ScopedValue.where(USER, "ann")
                                        .call(
                                                () ->
                                                        Scope.run(
                                                                rig.scheduler,
                                                                "of ann",
                                                                ScopeChildrenTest::users));
                        String outside =
                                Scope.run(
                                        rig.scheduler,
                                        "of nobody",
                                        scope ->
                                                scope.launch("asks", ScopeChildrenTest::user)
                                                        .join());
                        return inside + ", " + outside;
                    });
        }
    }

    /** A stack overflow makes the JDK look the bindings up again. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void scopedValuesOutliveAStackOverflowInAChild(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
                    "ann",
                    () ->
                            ScopedValue.where(USER, "ann")
                                    .call(
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "overflows",
                                                            scope ->
                                                                    scope.launch(
                                                                                    "overflows",
                                                                                    ScopeChildrenTest
                                                                                            ::overflow)
                                                                            .join())));
        }
    }

    /** No child outlives its scope, whatever fails. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionOfItsTokenThatFailsKeepsItFromNothing(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
                    1,
                    () -> {
                        AtomicInteger stopped = new AtomicInteger();
                        Throwable cause =
                                assertThrows(
                                                ExecutionException.class,
                                                () ->
                                                        Scope.run(
                                                                rig.scheduler,
                                                                "fails",
                                                                scope -> {
                                                                    failing(scope, stopped);
                                                                    throw new IOException("first");
                                                                }))
                                        .getCause();
                        assertEquals("first", cause.getMessage());
                        assertEquals("an action's", cause.getSuppressed()[0].getMessage());
                        return stopped.get();
                    });
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionThatFailsAtTheCancelOfItsOwnerIsReported(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicInteger stopped = new AtomicInteger();
            Latch begun = new Latch("begun", 1);
            Coroutine<Void> owner =
                    rig.call(
                            "owner",
                            () ->
                                    Scope.run(
                                            rig.scheduler,
                                            "cancelled",
                                            scope -> {
                                                failing(scope, stopped);
                                                begun.countDown();
                                                new Gate().await();
                                                return null;
                                            }));
            begun.await();
            owner.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(owner));
            assertEquals(1, stopped.get());
            assertEquals("an action's", rig.reports.remove().failure().getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void nullsAreRefused(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            ScopeBody<Void> body = scope -> null;
            assertThrows(NullPointerException.class, () -> Scope.run(null, "s", body));
            assertThrows(NullPointerException.class, () -> Scope.run(rig.scheduler, null, body));
            assertThrows(NullPointerException.class, () -> Scope.run(rig.scheduler, "s", null));
            assertThrows(
                    NullPointerException.class, () -> Scope.run(rig.scheduler, "s", null, body));
            assertNull(
                    Scope.run(
                            rig.scheduler,
                            "refuses",
                            scope -> {
                                Callable<Void> none = null;
                                assertThrows(
                                        NullPointerException.class,
                                        () -> scope.launch("null", none));
                                CoroutineBody nothing = null;
                                assertThrows(
                                        NullPointerException.class,
                                        () -> scope.launch("null", nothing));
                                assertThrows(
                                        NullPointerException.class,
                                        () -> scope.launch(null, () -> {}));
                                return null;
                            }));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSchedulerThatWasShutDownRefusesTheChild(Machine machine) throws Exception {
        Rig rig = new Rig(machine);
        rig.shutdown();
        Throwable cause =
                assertThrows(
                                ExecutionException.class,
                                () ->
                                        Scope.run(
                                                rig.scheduler,
                                                "too late",
                                                scope -> scope.launch("late", () -> {})))
                        .getCause();
        assertTrue(cause.getMessage().contains("shut down"), cause::toString);
    }

    /** Failures, cancels and ends at random in nested scopes: nothing hangs, nothing is left. */
    @ParameterizedTest
    @MethodSource(ALL)
    void randomTreesTerminate(Machine machine) {
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        List<Coroutine<Integer>> owners = new ArrayList<>();
                        for (int i = 0; i < Effort.of(30, 2_000); i++) {
                            long seed = random.nextLong();
                            owners.add(
                                    rig.call(
                                            "tree",
                                            () -> {
                                                AtomicInteger live = new AtomicInteger();
                                                try {
                                                    new RandomScope(rig, live).run(seed, 4);
                                                } catch (ExecutionException
                                                        | CancellationException e) {
                                                    assertTrue(e.getMessage() != null, e::toString);
                                                } finally {
                                                    assertEquals(0, live.get());
                                                }
                                                return 1;
                                            }));
                            if (random.nextInt(4) == 0) {
                                owners.get(random.nextInt(owners.size())).cancel();
                            }
                        }
                        for (Coroutine<Integer> owner : owners) {
                            if (Rig.ended(owner) == CoroutineState.FAILED) {
                                owner.join();
                            }
                        }
                    }
                });
    }

    private record RandomScope(Rig rig, AtomicInteger live) {

        Integer run(long seed, int depth) throws Exception {
            java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
            return Scope.run(
                    rig.scheduler,
                    "depth " + depth,
                    scope -> {
                        int children = random.nextInt(4);
                        for (int i = 0; i < children; i++) {
                            long ofChild = random.nextLong();
                            int choice = random.nextInt(10);
                            scope.launch(
                                    "child",
                                    () -> {
                                        live.incrementAndGet();
                                        try {
                                            return child(scope, ofChild, choice, depth);
                                        } finally {
                                            live.decrementAndGet();
                                        }
                                    });
                        }
                        return children;
                    });
        }

        private Integer child(Scope scope, long seed, int choice, int depth) throws Exception {
            switch (choice) {
                case 0 -> throw new IOException("at random");
                case 1 -> scope.cancel("at random");
                case 2 -> Coroutine.sleep(Duration.ofNanos(seed >>> 45));
                case 3 -> Coroutine.current().cancel();
                default -> Coroutine.yield();
            }
            return depth == 0 ? 0 : run(seed, depth - 1);
        }
    }
}
