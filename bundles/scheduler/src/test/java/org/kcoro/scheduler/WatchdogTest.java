// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.Simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {

    /** Notes what it is told. */
    private static final class Reports {

        private final Queue<String> stacks = new ConcurrentLinkedQueue<>();
        private final Queue<Coroutine<?>> coroutines = new ConcurrentLinkedQueue<>();
        private final CountDownLatch first = new CountDownLatch(1);

        void note(Coroutine<?> coroutine, StackTraceElement[] stack) {
            coroutines.add(coroutine);
            stacks.add(Arrays.toString(stack));
            first.countDown();
        }
    }

    private static Scheduler watched(Machine machine, int patienceMillis, Reports reports) {
        return Scheduler.builder()
                .switcher(machine.switcher())
                .workers(1)
                .watchdog(Duration.ofMillis(patienceMillis))
                .slowTurnHandler(reports::note)
                .build();
    }

    private static void keepsItsWorkerUntil(CountDownLatch told) {
        while (told.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void oneThatKeepsItsWorkerIsNamedOnceWithItsStack(Machine machine) throws Exception {
        String stack = "";
        // A busy machine may stand still before the body begins: then there is no stack yet.
        for (int i = 0; i < 50 && !stack.contains("keepsItsWorkerUntil"); i++) {
            Reports reports = new Reports();
            try (Scheduler scheduler = watched(machine, 5, reports)) {
                Coroutine<Void> greedy =
                        scheduler.launch("greedy", () -> keepsItsWorkerUntil(reports.first));
                greedy.join();
                assertEquals(List.of(greedy), List.copyOf(reports.coroutines));
                stack = reports.stacks.element();
            }
        }
        assertTrue(stack.contains("keepsItsWorkerUntil"), stack);
    }

    /** Where time passes only while all wait, no turn is slow. */
    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.SimulatedProgramTest#machines")
    void thoseThatWaitAreNotNamed(Machine machine) {
        Reports reports = new Reports();
        Simulation.explore(
                20,
                port -> {
                    try (Scheduler scheduler =
                            Scheduler.builder()
                                    .port(port)
                                    .switcher(machine.switcher())
                                    .workers(machine.workers())
                                    .watchdog(Duration.ofMillis(1))
                                    .slowTurnHandler(reports::note)
                                    .build()) {
                        scheduler
                                .launch("sleeper", () -> Coroutine.sleep(Duration.ofMillis(30)))
                                .join();
                    }
                });
        assertEquals(List.of(), List.copyOf(reports.coroutines));
    }

    @Test
    void itsPatienceIsPositive() {
        for (Duration patience : new Duration[] {Duration.ZERO, Duration.ofMillis(-1)}) {
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Scheduler.builder().watchdog(patience))
                            .getMessage();
            assertTrue(message.contains("watchdog"), message);
        }
    }
}
