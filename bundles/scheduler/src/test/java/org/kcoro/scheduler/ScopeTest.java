// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    /** Runs a test's body in a coroutine, a virtual thread and a platform thread. */
    private static <T> void everywhere(Rig rig, T expected, Callable<T> body) throws Exception {
        assertEquals(expected, rig.in(body));
        assertEquals(expected, Rig.get(Rig.virtualThread("runs a scope", body)));
        assertEquals(expected, Rig.get(Rig.thread("runs a scope", body)));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itEndsWhenItsChildrenHaveEnded(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    45,
                    () -> {
                        AtomicInteger sum = new AtomicInteger();
                        int answer =
                                Scope.run(
                                        rig.scheduler,
                                        "sums",
                                        scope -> {
                                            assertEquals("sums", scope.name());
                                            for (int i = 0; i < 10; i++) {
                                                int value = i;
                                                scope.launch(
                                                        "adds",
                                                        () -> {
                                                            Coroutine.yield();
                                                            sum.addAndGet(value);
                                                        });
                                            }
                                            return 7;
                                        });
                        assertEquals(7, answer);
                        return sum.get();
                    });
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void childrenGiveTheirResults(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    "one, two",
                    () ->
                            Scope.run(
                                    rig.scheduler,
                                    "joins",
                                    scope -> {
                                        Coroutine<String> one = scope.launch("1", () -> "one");
                                        Coroutine<String> two = scope.launch("2", () -> "two");
                                        return one.join() + ", " + two.join();
                                    }));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void childrenLaunchMoreAsLongAsItLives(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicInteger ran = new AtomicInteger();
            rig.in(() -> Scope.run(rig.scheduler, "tree", scope -> grow(scope, 7, ran)));
            assertEquals((1 << 8) - 2, ran.get());
        }
    }

    private static Void grow(Scope scope, int depth, AtomicInteger ran) {
        for (int i = 0; depth > 0 && i < 2; i++) {
            scope.launch(
                    "grows",
                    () -> {
                        ran.incrementAndGet();
                        return grow(scope, depth - 1, ran);
                    });
        }
        return null;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAChildEndsTheOthersAndTheBody(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    3,
                    () -> {
                        IOException failure = new IOException("a child fails");
                        AtomicInteger stopped = new AtomicInteger();
                        ExecutionException thrown =
                                assertThrows(
                                        ExecutionException.class,
                                        () ->
                                                Scope.run(
                                                        rig.scheduler,
                                                        "of failures",
                                                        scope -> {
                                                            for (int i = 0; i < 2; i++) {
                                                                scope.launch(
                                                                        "waits",
                                                                        () -> stop(stopped));
                                                            }
                                                            scope.launch(
                                                                    "fails",
                                                                    () -> {
                                                                        throw failure;
                                                                    });
                                                            stop(stopped);
                                                            return null;
                                                        }));
                        assertSame(failure, thrown.getCause());
                        assertTrue(thrown.getMessage().contains("of failures"), thrown::toString);
                        assertEquals(0, failure.getSuppressed().length);
                        return stopped.get();
                    });
        }
    }

    private static void stop(AtomicInteger stopped) throws InterruptedException {
        try {
            new Gate().await();
        } finally {
            stopped.incrementAndGet();
        }
    }

    /** All fail at once: one is the cause, the others are suppressed into it, none is lost. */
    @ParameterizedTest
    @MethodSource(ALL)
    void manyFailuresAtOnce(Machine machine) throws Exception {
        int count = 50;
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    count + 1,
                    () -> {
                        Gate gate = new Gate();
                        Latch begun = new Latch("begun", count);
                        ExecutionException thrown =
                                assertThrows(
                                        ExecutionException.class,
                                        () ->
                                                Scope.run(
                                                        rig.scheduler,
                                                        "of failures",
                                                        scope -> {
                                                            for (int i = 0; i < count; i++) {
                                                                String name = "failure " + i;
                                                                scope.launch(
                                                                        name,
                                                                        () -> {
                                                                            begun.countDown();
                                                                            uncancelled(gate);
                                                                            throw new IOException(
                                                                                    name);
                                                                        });
                                                            }
                                                            begun.await();
                                                            gate.open();
                                                            throw new IOException("the body's");
                                                        }));
                        Set<String> all = new HashSet<>();
                        all.add(thrown.getCause().getMessage());
                        Arrays.stream(thrown.getCause().getSuppressed())
                                .forEach(s -> all.add(s.getMessage()));
                        return all.size();
                    });
        }
    }

    /** Waits for a gate, whatever asks it to stop. */
    private static void uncancelled(Gate gate) throws InterruptedException {
        while (true) {
            try {
                gate.await();
                return;
            } catch (CancellationException e) {
                // The gate is opened all the same; others run until then.
                Thread.yield();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfTheBodyEndsTheChildren(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (Throwable failure :
                    List.of(
                            new IOException("checked"),
                            new AssertionError("an error"),
                            new StackOverflowError("pretended"))) {
                everywhere(
                        rig,
                        1,
                        () -> {
                            AtomicInteger stopped = new AtomicInteger();
                            ExecutionException thrown =
                                    assertThrows(
                                            ExecutionException.class,
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "fails",
                                                            scope -> {
                                                                scope.launch(
                                                                        "waits",
                                                                        () -> stop(stopped));
                                                                if (failure instanceof Error e) {
                                                                    throw e;
                                                                }
                                                                throw (Exception) failure;
                                                            }));
                            assertSame(failure, thrown.getCause());
                            return stopped.get();
                        });
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aStackOverflowOfAChildIsAFailureLikeAnyOther(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    StackOverflowError.class,
                    () ->
                            assertThrows(
                                            ExecutionException.class,
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "deep",
                                                            scope -> {
                                                                scope.launch(
                                                                        "waits", new Gate()::await);
                                                                scope.launch(
                                                                        "too deep",
                                                                        () -> recurse(1));
                                                                return null;
                                                            }))
                                    .getCause()
                                    .getClass());
            assertEquals(machine.workers(), rig.liveWorkers());
        }
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aChildCancelledAloneIsNoFailure(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    "goes on",
                    () ->
                            Scope.run(
                                    rig.scheduler,
                                    "goes on",
                                    scope -> {
                                        Coroutine<Void> child =
                                                scope.launch("cancelled", new Gate()::await);
                                        child.cancel();
                                        assertEquals(CoroutineState.CANCELLED, Rig.ended(child));
                                        assertFalse(scope.token().isCancelled());
                                        return scope.launch("next", () -> "goes on").join();
                                    }));
        }
    }

    /** A cancellation that nobody asked for is one. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancellationOutOfTheBlueIsAFailure(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    "out of the blue",
                    () ->
                            assertThrows(
                                            ExecutionException.class,
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "ends",
                                                            scope -> {
                                                                scope.launch(
                                                                        "throws",
                                                                        () -> {
                                                                            throw new CancellationException(
                                                                                    "out of the"
                                                                                            + " blue");
                                                                        });
                                                                return null;
                                                            }))
                                    .getCause()
                                    .getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void underSuperviseAChildFailsAlone(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    "unharmed",
                    () ->
                            Scope.supervise(
                                    rig.scheduler,
                                    "supervises",
                                    scope -> {
                                        Gate gate = new Gate();
                                        Coroutine<Void> failing =
                                                scope.launch(
                                                        "fails",
                                                        () -> {
                                                            gate.await();
                                                            throw new IOException("alone");
                                                        });
                                        Coroutine<String> other =
                                                scope.launch(
                                                        "other",
                                                        () -> {
                                                            awaitEnd(failing);
                                                            return "unharmed";
                                                        });
                                        gate.open();
                                        return other.join();
                                    }));
            rig.reports.clear(); // Joined or not when it ended: either may have come first.
        }
    }

    private static void awaitEnd(Coroutine<?> coroutine) throws InterruptedException {
        assertThrows(ExecutionException.class, coroutine::join);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSupervisedFailureThatNobodyJoinsIsReported(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.in(
                    () ->
                            Scope.supervise(
                                    rig.scheduler,
                                    "supervises",
                                    scope ->
                                            scope.launch(
                                                    "fails",
                                                    () -> {
                                                        throw new IOException("reported");
                                                    })));
            assertEquals("reported", rig.reports.remove().failure().getMessage());
            // Of another scope it is the scope's.
            assertThrows(
                    ExecutionException.class,
                    () ->
                            Scope.run(
                                    rig.scheduler,
                                    "fails",
                                    scope ->
                                            scope.launch(
                                                    "fails",
                                                    () -> {
                                                        throw new IOException("the scope's");
                                                    })));
            assertEquals(List.of(), List.copyOf(rig.reports));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void underSuperviseTheFailureOfTheBodyEndsAll(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicInteger stopped = new AtomicInteger();
            assertThrows(
                    ExecutionException.class,
                    () ->
                            Scope.supervise(
                                    rig.scheduler,
                                    "supervises",
                                    scope -> {
                                        Latch begun = new Latch("begun", 1);
                                        scope.launch(
                                                "waits",
                                                () -> {
                                                    begun.countDown();
                                                    stop(stopped);
                                                });
                                        begun.await();
                                        throw new IOException("the body's");
                                    }));
            assertEquals(1, stopped.get());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelEndsAll(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    3,
                    () -> {
                        AtomicInteger stopped = new AtomicInteger();
                        String message =
                                assertThrows(
                                                CancellationException.class,
                                                () ->
                                                        Scope.run(
                                                                rig.scheduler,
                                                                "is cancelled",
                                                                scope -> {
                                                                    scope.launch(
                                                                            "waits",
                                                                            () -> stop(stopped));
                                                                    scope.launch(
                                                                            "waits",
                                                                            () -> stop(stopped));
                                                                    scope.launch(
                                                                            "cancels",
                                                                            () ->
                                                                                    scope.cancel(
                                                                                            "enough"));
                                                                    stop(stopped);
                                                                    return null;
                                                                }))
                                        .getMessage();
                        assertEquals("enough", message);
                        return stopped.get();
                    });
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aLaunchAfterTheCancelOrTheEndIsRefused(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicReference<Scope> kept = new AtomicReference<>();
            assertThrows(
                    CancellationException.class,
                    () ->
                            Scope.run(
                                    rig.scheduler,
                                    "short-lived",
                                    scope -> {
                                        kept.set(scope);
                                        scope.cancel("enough");
                                        String message = refused(scope);
                                        assertTrue(message.contains("enough"), message);
                                        return null;
                                    }));
            Integer answer = Scope.run(rig.scheduler, "ends", scope -> set(kept, scope));
            assertEquals(1, answer);
            String message = refused(kept.get());
            assertTrue(message.contains("scope ends has ended"), message);
            kept.get().cancel("without effect");
        }
    }

    private static int set(AtomicReference<Scope> kept, Scope scope) {
        kept.set(scope);
        return 1;
    }

    private static String refused(Scope scope) {
        String message =
                assertThrows(IllegalStateException.class, () -> scope.launch("late", () -> {}))
                        .getMessage();
        assertTrue(message.contains("late"), message);
        return message;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAnInnerScopeIsThatOfItsChild(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    "deep down",
                    () -> {
                        Throwable cause =
                                assertThrows(
                                        ExecutionException.class,
                                        () -> nest(rig, 20, new AtomicInteger()));
                        int depth = 0;
                        while (cause.getCause() != null) {
                            cause = cause.getCause();
                            depth++;
                        }
                        assertTrue(depth >= 20, "" + depth);
                        return cause.getMessage();
                    });
        }
    }

    private static Void nest(Rig rig, int depth, AtomicInteger stopped) throws Exception {
        return Scope.run(
                rig.scheduler,
                "level " + depth,
                scope -> {
                    if (depth == 0) {
                        throw new IOException("deep down");
                    }
                    scope.launch("waits", () -> stop(stopped));
                    scope.launch("inner", () -> nest(rig, depth - 1, stopped));
                    return null;
                });
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfItsOwnerReachesTheDeepestChild(Machine machine) throws Exception {
        int depth = 20;
        try (Rig rig = new Rig(machine)) {
            Latch begun = new Latch("begun", 1);
            AtomicInteger stopped = new AtomicInteger();
            Coroutine<Void> owner = rig.call("owner", () -> deepWait(rig, depth, begun, stopped));
            begun.await();
            owner.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(owner));
            assertEquals(1, stopped.get());
        }
    }

    private static Void deepWait(Rig rig, int depth, Latch begun, AtomicInteger stopped)
            throws Exception {
        return Scope.run(
                rig.scheduler,
                "level " + depth,
                scope -> {
                    scope.launch(
                            "inner",
                            () -> {
                                if (depth == 0) {
                                    begun.countDown();
                                    stop(stopped);
                                } else {
                                    deepWait(rig, depth - 1, begun, stopped);
                                }
                            });
                    return null;
                });
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelledOwnerRunsAScopeThatIsCancelled(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> owner =
                    rig.call(
                            "owner",
                            () -> {
                                Coroutine.current().cancel();
                                return Scope.run(
                                        rig.scheduler,
                                        "too late",
                                        scope -> {
                                            refused(scope);
                                            return null;
                                        });
                            });
            assertEquals(CoroutineState.CANCELLED, Rig.ended(owner));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theTokenOfItsOwnerCancelsIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken token = CancellationToken.create();
            AtomicInteger stopped = new AtomicInteger();
            Latch begun = new Latch("begun", 1);
            Coroutine<Void> owner =
                    rig.scheduler.launch(
                            LaunchOptions.named("owner").under(token),
                            () -> deepWait(rig, 3, begun, stopped));
            begun.await();
            token.cancel("from above");
            assertEquals(CoroutineState.CANCELLED, Rig.ended(owner));
            assertEquals(1, stopped.get());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anInterruptOfItsThreadEndsIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (boolean inBody : new boolean[] {true, false}) {
                AtomicInteger stopped = new AtomicInteger();
                Latch begun = new Latch("begun", 1);
                AtomicReference<Thread> thread = new AtomicReference<>();
                FutureTask<Boolean> run =
                        Rig.thread(
                                "interrupted",
                                () -> {
                                    thread.set(Thread.currentThread());
                                    assertThrows(
                                            InterruptedException.class,
                                            () ->
                                                    Scope.run(
                                                            rig.scheduler,
                                                            "interrupted",
                                                            scope -> {
                                                                scope.launch(
                                                                        "waits",
                                                                        () -> {
                                                                            begun.countDown();
                                                                            stop(stopped);
                                                                        });
                                                                if (inBody) {
                                                                    new Gate().await();
                                                                }
                                                                return null;
                                                            }));
                                    return Thread.currentThread().isInterrupted();
                                });
                begun.await();
                thread.get().interrupt();
                assertFalse(Rig.get(run));
                assertEquals(1, stopped.get());
            }
        }
    }

    /** Something had failed before: the interrupt is kept as the flag. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void anInterruptAfterAFailureIsNotLost(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            AtomicReference<Thread> thread = new AtomicReference<>();
            Latch failed = new Latch("failed", 1);
            FutureTask<Boolean> run =
                    Rig.thread(
                            "interrupted",
                            () -> {
                                thread.set(Thread.currentThread());
                                ExecutionException thrown =
                                        assertThrows(
                                                ExecutionException.class,
                                                () ->
                                                        Scope.run(
                                                                rig.scheduler,
                                                                "fails",
                                                                scope -> {
                                                                    scope.launch(
                                                                            "stays",
                                                                            () ->
                                                                                    stay(
                                                                                            scope,
                                                                                            failed,
                                                                                            gate));
                                                                    throw new IOException("first");
                                                                }));
                                assertEquals("first", thrown.getCause().getMessage());
                                return Thread.interrupted();
                            });
            failed.await();
            thread.get().interrupt();
            // It clears the flag when it has noted the interrupt.
            while (thread.get().isInterrupted()) {
                Thread.yield();
            }
            gate.open();
            assertTrue(Rig.get(run));
        }
    }

    private static void stay(Scope scope, Latch failed, Gate gate) throws InterruptedException {
        while (!scope.token().isCancelled()) {
            Thread.yield();
        }
        failed.countDown();
        uncancelled(gate);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aTimeoutEndsIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    1,
                    () -> {
                        AtomicInteger stopped = new AtomicInteger();
                        Duration timeout = Duration.ofMillis(5);
                        long begin = System.nanoTime();
                        String message =
                                assertThrows(
                                                CancellationException.class,
                                                () ->
                                                        Scope.run(
                                                                rig.scheduler,
                                                                "takes too long",
                                                                timeout,
                                                                scope ->
                                                                        scope.launch(
                                                                                "waits",
                                                                                () ->
                                                                                        stop(
                                                                                                stopped))))
                                        .getMessage();
                        assertTrue(System.nanoTime() - begin >= timeout.toNanos(), "early");
                        assertTrue(message.contains("PT0.005S"), message);
                        return stopped.get();
                    });
            assertEquals(
                    "in time",
                    Scope.run(
                            rig.scheduler,
                            "in time",
                            Duration.ofHours(1),
                            scope -> scope.launch("answers", () -> "in time").join()));
        }
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

    @ParameterizedTest
    @MethodSource(ALL)
    void scopedValuesTravelIntoTheChildren(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
                    "ann, ann, bob, unbound",
                    () -> {
                        String inside =
                                ScopedValue.where(USER, "ann")
                                        .call(
                                                () ->
                                                        Scope.run(
                                                                rig.scheduler,
                                                                "of ann",
                                                                ScopeTest::users));
                        String outside =
                                Scope.run(
                                        rig.scheduler,
                                        "of nobody",
                                        scope -> scope.launch("asks", ScopeTest::user).join());
                        return inside + ", " + outside;
                    });
        }
    }

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
                        .call(() -> scope.launch("asks", ScopeTest::user).join());
    }

    private static String user() {
        return USER.orElse("unbound");
    }

    /** A stack overflow makes the JDK look the bindings up again. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void scopedValuesOutliveAStackOverflowInAChild(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
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
                                                                                    ScopeTest
                                                                                            ::overflow)
                                                                            .join())));
        }
    }

    private static String overflow() {
        assertThrows(StackOverflowError.class, () -> recurse(1));
        return user();
    }

    /** No child outlives its scope, whatever fails. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionOfItsTokenThatFailsKeepsItFromNothing(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            everywhere(
                    rig,
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
                    stop(stopped);
                });
        begun.await();
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
