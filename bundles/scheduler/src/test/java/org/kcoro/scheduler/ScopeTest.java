// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Results and failures of scopes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

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

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itEndsWhenItsChildrenHaveEnded(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
                    45,
                    () -> {
                        AtomicInteger sum = new AtomicInteger();
                        int answer =
                                Scope.run(
                                        rig.scheduler,
                                        "sums",
                                        scope -> {
                                            assertEquals("sums", scope.name());
                                            assertSame(rig.scheduler, scope.dispatcher());
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
            rig.everywhere(
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

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAChildEndsTheOthersAndTheBody(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
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
                                                                        () ->
                                                                                ScopeBodies.stop(
                                                                                        stopped));
                                                            }
                                                            scope.launch(
                                                                    "fails",
                                                                    () -> {
                                                                        throw failure;
                                                                    });
                                                            ScopeBodies.stop(stopped);
                                                            return null;
                                                        }));
                        assertSame(failure, thrown.getCause());
                        assertTrue(thrown.getMessage().contains("of failures"), thrown::toString);
                        assertEquals(0, failure.getSuppressed().length);
                        return stopped.get();
                    });
        }
    }

    /** All fail at once: one is the cause, the others are suppressed into it, none is lost. */
    @ParameterizedTest
    @MethodSource(ALL)
    void manyFailuresAtOnce(Machine machine) throws Exception {
        int count = 50;
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
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
                                                                            ScopeBodies.uncancelled(
                                                                                    gate);
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

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfTheBodyEndsTheChildren(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (Throwable failure :
                    List.of(
                            new IOException("checked"),
                            new AssertionError("an error"),
                            new StackOverflowError("pretended"))) {
                rig.everywhere(
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
                                                                        () ->
                                                                                ScopeBodies.stop(
                                                                                        stopped));
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
            rig.everywhere(
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

    @ParameterizedTest
    @MethodSource(ALL)
    void aChildCancelledAloneIsNoFailure(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
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
            rig.everywhere(
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
}
