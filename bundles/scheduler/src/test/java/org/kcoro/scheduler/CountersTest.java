// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountersTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    @ParameterizedTest
    @MethodSource(ALL)
    void theyBeginAtZero(Machine machine) {
        try (Rig rig = new Rig(machine)) {
            SchedulerCounters counters = rig.scheduler.counters();
            assertEquals(0, counters.submitted());
            assertEquals(0, counters.completed());
            assertEquals(0, counters.fastPathHits());
            assertEquals(0, counters.fastPathMisses());
            assertEquals(0, counters.stealSuccesses());
            assertEquals(0, counters.injectionPulls());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whateverEndsWasSubmittedAndCompleted(Machine machine) throws Exception {
        int count = 300;
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<?>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                coroutines.add(rig.launch("completes", () -> {}));
                coroutines.add(
                        rig.launch(
                                "fails",
                                () -> {
                                    throw new java.io.IOException();
                                }));
                Coroutine<Void> cancelled = rig.launch("cancelled", new Gate()::await);
                cancelled.cancel();
                coroutines.add(cancelled);
            }
            for (Coroutine<?> coroutine : coroutines) {
                Rig.ended(coroutine);
            }
            // Counted before the end can be seen.
            SchedulerCounters counters = rig.scheduler.counters();
            assertEquals(3 * count, counters.submitted());
            assertEquals(3 * count, counters.completed());
            rig.reports.clear(); // Joined or not when it ended: either may have come first.
        }
    }

    /**
     * Each first turn comes from the injection queue: no worker launched them. A virtual thread may
     * have more turns than its body knows of, for the JVM's own locks.
     */
    @ParameterizedTest
    @MethodSource(ALL)
    void turnsFromOutsideAreInjectionPulls(Machine machine) throws Exception {
        int count = 500;
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                coroutines.add(rig.launch("from outside", () -> {}));
            }
            for (Coroutine<Void> coroutine : coroutines) {
                coroutine.join();
            }
            SchedulerCounters counters = rig.scheduler.counters();
            long pulls = counters.injectionPulls();
            assertTrue(
                    machine.is("virtual-thread") ? pulls >= count : pulls == count, "" + counters);
            assertEquals(0, counters.fastPathHits());
            assertEquals(0, counters.fastPathMisses());
            assertEquals(0, counters.stealSuccesses());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theSlotIsHitByOneAndMissedByTheOther(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate first = new Gate();
            Gate second = new Gate();
            Coroutine<Void> one = rig.launch("one", first::await);
            Coroutine<Void> other = rig.launch("other", second::await);
            rig.settle();
            SchedulerCounters before = rig.scheduler.counters();
            rig.in(
                    () -> {
                        first.open();
                        second.open();
                        return null;
                    });
            one.join();
            other.join();
            SchedulerCounters after = rig.scheduler.counters();
            // The second wake-up displaced the first from the slot.
            assertEquals(1, after.fastPathHits() - before.fastPathHits());
            assertEquals(1, after.fastPathMisses() - before.fastPathMisses());
            assertEquals(1, after.injectionPulls() - before.injectionPulls());
            assertEquals(0, after.stealProbes(), "there is nobody to steal from");
            assertEquals(0, after.stealSuccesses());
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#many")
    void stealingAddsUp(Machine machine) throws Exception {
        int count = 2_000;
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Void>> children = new ArrayList<>();
            rig.in(
                    () -> {
                        for (int i = 0; i < count; i++) {
                            children.add(rig.launch("child", () -> {}));
                        }
                        return null;
                    });
            for (Coroutine<Void> child : children) {
                child.join();
            }
            rig.shutdown();
            SchedulerCounters counters = rig.scheduler.counters();
            assertEquals(count + 1, counters.submitted());
            assertEquals(count + 1, counters.completed());
            assertTrue(counters.stealSuccesses() <= counters.stealProbes(), counters::toString);
            // A search that fails has looked into the queue of each of the others.
            long failedProbes = counters.stealFailures() * (machine.workers() - 1);
            assertTrue(
                    counters.stealProbes() >= failedProbes + counters.stealSuccesses(),
                    counters::toString);
            assertTrue(
                    counters.stealProbes()
                            <= failedProbes + counters.stealSuccesses() * (machine.workers() - 1),
                    counters::toString);
            // Nobody has more turns than there were: here each coroutine has one, and a virtual
            // thread another one where it meets a lock in somebody else's hand, which is rare.
            int more = machine.is("virtual-thread") ? count / 100 : 0;
            assertTrue(
                    counters.stealSuccesses() + counters.injectionPulls() <= count + 1 + more,
                    counters::toString);
            assertEquals(0, counters.fastPathHits(), counters::toString);
        }
    }
}
