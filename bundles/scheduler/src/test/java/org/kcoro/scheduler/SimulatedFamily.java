// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What random programs on a simulated machine have in common: a scheduler, random numbers from the
 * port, and an end that leaves nothing behind. What is wrong is noted and the program goes on, so
 * that no scope or handler can swallow it.
 */
abstract class SimulatedFamily {

    static final Duration HOUR = Duration.ofHours(1);
    static final int MAX_NANOS = 3_000;

    final CountingPort port;
    final Scheduler scheduler;
    final SplittableRandom random;

    /** What went to the failure handler. */
    final List<Throwable> reported = new ArrayList<>();

    private final List<String> wrong = new ArrayList<>();

    SimulatedFamily(CountingPort port, Machine machine) {
        this.port = port;
        random = new SplittableRandom(port.nextRandom());
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(machine.switcher())
                        .workers(machine.workers())
                        .failureHandler((coroutine, failure) -> reported.add(failure))
                        .build();
    }

    /** Returns when all that it has launched is done. */
    abstract void program() throws Exception;

    final void run() throws Exception {
        program();
        assertRight();
        assertEquals(List.of(), scheduler.shutdown(HOUR), "left after shutdown");
        assertEquals(List.of(), scheduler.liveCoroutines(), "live after shutdown");
        SchedulerCounters counters = scheduler.counters();
        assertEquals(counters.submitted(), counters.completed(), counters::toString);
        Coroutine.sleep(HOUR);
        assertEquals(0, port.unfinished(), "threads of the scheduler that have not ended");
        assertRight();
    }

    private void assertRight() {
        assertEquals(List.of(), wrong);
    }

    final void expect(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }

    /** Waits for the end of one that nobody holds up for ever. */
    final void awaitEnd(Coroutine<?> coroutine) throws InterruptedException {
        expect(coroutine.awaitEnd(HOUR), coroutine.name() + " has not ended");
    }

    static Duration shortTime(SplittableRandom own) {
        return Duration.ofNanos(own.nextInt(MAX_NANOS));
    }

    /** Lets others run, or not. */
    static void pause(SplittableRandom own) throws InterruptedException {
        switch (own.nextInt(4)) {
            case 0 -> Coroutine.yield();
            case 1, 2 -> Coroutine.sleep(shortTime(own));
            default -> {}
        }
    }
}
