// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Scopes whose children fail alone. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SuperviseTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static void awaitEnd(Coroutine<?> coroutine) throws InterruptedException {
        assertThrows(ExecutionException.class, coroutine::join);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void underSuperviseAChildFailsAlone(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.everywhere(
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
                                                    ScopeBodies.stop(stopped);
                                                });
                                        begun.await();
                                        throw new IOException("the body's");
                                    }));
            assertEquals(1, stopped.get());
        }
    }
}
