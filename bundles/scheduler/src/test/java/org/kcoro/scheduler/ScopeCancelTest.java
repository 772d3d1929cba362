// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What ends a scope from outside: cancels, tokens, interrupts, time-outs; and scopes in scopes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeCancelTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

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

    private static Void nest(Rig rig, int depth, AtomicInteger stopped) throws Exception {
        return Scope.run(
                rig.scheduler,
                "level " + depth,
                scope -> {
                    if (depth == 0) {
                        throw new IOException("deep down");
                    }
                    scope.launch("waits", () -> ScopeBodies.stop(stopped));
                    scope.launch("inner", () -> nest(rig, depth - 1, stopped));
                    return null;
                });
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
                                    ScopeBodies.stop(stopped);
                                } else {
                                    deepWait(rig, depth - 1, begun, stopped);
                                }
                            });
                    return null;
                });
    }

    private static void stay(Scope scope, Latch failed, Gate gate) throws InterruptedException {
        while (!scope.token().isCancelled()) {
            Thread.yield();
        }
        failed.countDown();
        ScopeBodies.uncancelled(gate);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelEndsAll(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
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
                                                                            () ->
                                                                                    ScopeBodies
                                                                                            .stop(
                                                                                                    stopped));
                                                                    scope.launch(
                                                                            "waits",
                                                                            () ->
                                                                                    ScopeBodies
                                                                                            .stop(
                                                                                                    stopped));
                                                                    scope.launch(
                                                                            "cancels",
                                                                            () ->
                                                                                    scope.cancel(
                                                                                            "enough"));
                                                                    ScopeBodies.stop(stopped);
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

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAnInnerScopeIsThatOfItsChild(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
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
                                                                            ScopeBodies.stop(
                                                                                    stopped);
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

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aTimeoutEndsIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
                    1,
                    () -> {
                        AtomicInteger stopped = new AtomicInteger();
                        // The launch itself is refused where that is slower than the timeout.
                        for (int millis = 5; stopped.get() == 0; millis *= 2) {
                            Duration timeout = Duration.ofMillis(millis);
                            long begin = System.nanoTime();
                            try {
                                Scope.run(
                                        rig.scheduler,
                                        "takes too long",
                                        timeout,
                                        scope ->
                                                scope.launch(
                                                        "waits", () -> ScopeBodies.stop(stopped)));
                                throw new AssertionError("it did not time out");
                            } catch (CancellationException e) {
                                assertTrue(
                                        e.getMessage().contains(timeout.toString()), e::toString);
                            } catch (ExecutionException e) {
                                assertTrue(e.getMessage().contains("cannot launch"), e::toString);
                            }
                            assertTrue(System.nanoTime() - begin >= timeout.toNanos(), "early");
                        }
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

    /** The cancel reaches the coroutine first, then its scopes: in between it is no failure. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aBodyMaySeeTheCancelOfItsCoroutineBeforeTheScopeDoes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            AtomicReference<Coroutine<?>> owner = new AtomicReference<>();
            Coroutine<Void> coroutine =
                    rig.launch(
                            "runs a scope",
                            () ->
                                    Scope.run(
                                            rig.scheduler,
                                            "cancelled late",
                                            scope -> {
                                                // Runs before the action of the scope.
                                                Parker.current()
                                                        .onCancel(() -> letEnd(gate, owner.get()));
                                                gate.await();
                                                return null;
                                            }));
            owner.set(coroutine);
            rig.settle();
            coroutine.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
        }
    }

    private static void letEnd(Gate gate, Coroutine<?> coroutine) {
        gate.nudge();
        try {
            assertTrue(coroutine.awaitEnd(Duration.ofSeconds(120)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
