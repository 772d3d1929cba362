// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whoever waits uses no processor. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Looks that a worker would have taken part in, had it not slept. */
    private static final int PULSES = 200;

    private static final int TRIES = 100;

    private final NotingPort port = new NotingPort();

    private Scheduler scheduler(Machine machine) {
        return Scheduler.builder()
                .name("idle")
                .switcher(machine.switcher())
                .workers(machine.workers())
                .port(port)
                .build();
    }

    private void awaitSleep() {
        while (port.threads().stream().anyMatch(t -> t.getState() != Thread.State.WAITING)) {
            Thread.yield();
        }
    }

    private List<Long> times() {
        return port.threads().stream().map(t -> THREADS.getThreadCpuTime(t.threadId())).toList();
    }

    /** Lets the processor do something else many times over. */
    private static void pulse() throws Exception {
        for (int i = 0; i < PULSES; i++) {
            CountDownLatch there = new CountDownLatch(1);
            Rig.virtualThread(
                    "pulse",
                    () -> {
                        there.countDown();
                        return null;
                    });
            there.await();
        }
    }

    /**
     * The times of the threads and the counters stay as they are, to the nanosecond, over many
     * pulses. The system may note late what a thread has used before it went to sleep, wake one for
     * itself, or let one run late that was woken before: that may be so at times, but not each
     * time, as it would be with one that looks for work at intervals.
     */
    private void assertIdle(Scheduler scheduler) throws Exception {
        List<Long> before;
        List<Long> after;
        SchedulerCounters counters;
        SchedulerCounters later;
        int tries = 0;
        do {
            awaitSleep();
            before = times();
            counters = scheduler.counters();
            pulse();
            pulse();
            after = times();
            later = scheduler.counters();
        } while (!(before.equals(after) && counters.equals(later)) && ++tries < TRIES);
        assertEquals(before, after);
        assertEquals(counters, later);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void aSchedulerWithoutWorkSleeps(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            scheduler.launch("runs", () -> {}).join();
            assertIdle(scheduler);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void parkedOnesThatNobodyWakesCostNothing(Machine machine) throws Exception {
        int count = Effort.of(machine.is("virtual-thread") ? 20_000 : 2_000, 1_000_000);
        try (Scheduler scheduler = scheduler(machine)) {
            Latch begun = new Latch("begun", count);
            Gate gate = new Gate();
            for (int i = 0; i < count; i++) {
                scheduler.launch(
                        "waits",
                        () -> {
                            begun.countDown();
                            gate.await();
                        });
            }
            begun.await();
            assertIdle(scheduler);
            gate.open();
            assertTrue(scheduler.shutdown(java.time.Duration.ofSeconds(120)).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void aSpinningOneIsNotIdle(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            scheduler.launch("runs", () -> {}).join();
            awaitSleep();
            List<Long> before = times();
            scheduler.launch("works", () -> {}).join();
            awaitSleep();
            assertTrue(!before.equals(times()), "the harness sees no work");
        }
    }
}
