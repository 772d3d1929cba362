// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whoever waits uses no processor. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Looks that a worker would have taken part in, had it not slept. */
    private static final int PULSES = 200;

    private static final int TRIES = 100;

    /** Lets the processor do something else. */
    private interface Pulse {
        void beat() throws Exception;
    }

    /** With a planted fault: one that parks looks for work at intervals. */
    private static final class PollingPort extends NotingPort {
        private static final long INTERVAL_NANOS = 1_000_000;

        private final AtomicLong looks = new AtomicLong();

        @Override
        public void park(Object blocker) {
            super.parkUntil(blocker, nanoTime() + INTERVAL_NANOS);
            looks.incrementAndGet();
        }

        /** Waits until it has looked: one that gets no processor cannot be told from one asleep. */
        void awaitLooks() {
            long enough = looks.get() + 2;
            while (looks.get() < enough) {
                Thread.yield();
            }
        }
    }

    private static Scheduler scheduler(Machine machine, NotingPort port) {
        return Scheduler.builder()
                .name("idle")
                .switcher(machine.switcher())
                .workers(machine.workers())
                .port(port)
                .build();
    }

    private static void awaitSleep(NotingPort port) {
        while (!port.threads().stream().allMatch(IdleTest::sleeps)) {
            Thread.yield();
        }
    }

    private static boolean sleeps(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private static List<Long> times(NotingPort port) {
        return port.threads().stream().map(t -> THREADS.getThreadCpuTime(t.threadId())).toList();
    }

    /** Lets it do so many times over. */
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
    private static void assertIdle(Scheduler scheduler, NotingPort port, Pulse pulse)
            throws Exception {
        List<Long> before;
        List<Long> after;
        SchedulerCounters counters;
        SchedulerCounters later;
        int tries = 0;
        do {
            awaitSleep(port);
            before = times(port);
            counters = scheduler.counters();
            pulse.beat();
            pulse.beat();
            after = times(port);
            later = scheduler.counters();
        } while (!(before.equals(after) && counters.equals(later)) && ++tries < TRIES);
        assertEquals(before, after);
        assertEquals(counters, later);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void aSchedulerWithoutWorkSleeps(Machine machine) throws Exception {
        NotingPort port = new NotingPort();
        try (Scheduler scheduler = scheduler(machine, port)) {
            scheduler.launch("runs", () -> {}).join();
            assertIdle(scheduler, port, IdleTest::pulse);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void parkedOnesThatNobodyWakesCostNothing(Machine machine) throws Exception {
        NotingPort port = new NotingPort();
        int count = Effort.of(machine.is("virtual-thread") ? 20_000 : 2_000, 1_000_000);
        try (Scheduler scheduler = scheduler(machine, port)) {
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
            assertIdle(scheduler, port, IdleTest::pulse);
            gate.open();
            assertTrue(scheduler.shutdown(java.time.Duration.ofSeconds(120)).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void oneThatWorksIsNotIdle(Machine machine) throws Exception {
        NotingPort port = new NotingPort();
        try (Scheduler scheduler = scheduler(machine, port)) {
            scheduler.launch("runs", () -> {}).join();
            awaitSleep(port);
            List<Long> before = times(port);
            scheduler.launch("works", () -> {}).join();
            awaitSleep(port);
            assertTrue(!before.equals(times(port)), "the harness sees no work");
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void oneThatPollsIsNotIdle(Machine machine) throws Exception {
        PollingPort port = new PollingPort();
        try (Scheduler scheduler = scheduler(machine, port)) {
            scheduler.launch("runs", () -> {}).join();
            assertThrows(AssertionError.class, () -> assertIdle(scheduler, port, port::awaitLooks));
        }
    }
}
