// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A random program that resizes a scheduler, shares it, and drains the shares, and the whole at the
 * end, while their coroutines live. It checks that a drain waits for its own, refuses outsiders and
 * disturbs nobody else, that each body runs once, and that confined coroutines are alone.
 */
final class SimulatedLoad extends SimulatedFamily {

    /** Planted ones. */
    enum Fault {
        NONE,
        SHUTDOWN_AS_DRAIN,
        UNCONFINED
    }

    private static final int MAX_DEPTH = 2;

    private static final class Part {
        private final Scheduler scheduler;
        private final List<Job> jobs = new ArrayList<>();
        private boolean draining;
        private boolean patient = true;

        Part(Scheduler scheduler) {
            this.scheduler = scheduler;
        }
    }

    private static final class Job {
        private final Part part;
        private final boolean confined;
        private final int depth;
        private Coroutine<?> coroutine;
        private int runs;

        Job(Part part, boolean confined, int depth) {
            this.part = part;
            this.confined = confined;
            this.depth = depth;
        }
    }

    private final Fault fault;
    private final Part whole = new Part(scheduler);
    private final List<Part> parts = new ArrayList<>();
    private final Dispatcher confined;
    private final Mutex mutex = new Mutex("of all");

    /** The confined one that runs. */
    private Job alone;

    SimulatedLoad(CountingPort port, Machine machine, Fault fault) {
        super(port, machine);
        this.fault = fault;
        confined = fault == Fault.UNCONFINED ? scheduler : scheduler.confined("alone");
        parts.add(new Part(scheduler.share("p0")));
        // Of the whole, as the others are: the drain of the first leaves it alone.
        parts.add(new Part(parts.get(0).scheduler.share("p1")));
        parts.add(new Part(scheduler.share("p2")));
    }

    @Override
    void program() throws Exception {
        int actions = 4 + random.nextInt(10);
        for (int i = 0; i < actions; i++) {
            Part part = parts.get(random.nextInt(parts.size()));
            switch (random.nextInt(9)) {
                case 0 -> pause(random);
                case 1 -> scheduler.resize(1 + random.nextInt(8));
                case 2 -> drain(part, random);
                case 3 -> launch(whole, true, 0, random);
                case 4, 5 -> launch(whole, false, 0, random);
                default -> launch(part, false, 0, random);
            }
        }
        whole.draining = true;
        parts.forEach(part -> part.draining = true);
        expect(end(scheduler, HOUR).isEmpty(), "left after the drain of the whole");
        checkDrained(whole);
        parts.forEach(this::checkDrained);
        expect(reported.isEmpty(), "failed: " + reported);
    }

    private List<Coroutine<?>> end(Scheduler one, Duration patience) {
        return fault == Fault.SHUTDOWN_AS_DRAIN ? one.shutdown(HOUR) : one.drain(patience, HOUR);
    }

    /** Null where it is refused. */
    private Job launch(Part part, boolean isConfined, int depth, SplittableRandom own) {
        Job job = new Job(part, isConfined, depth);
        part.jobs.add(job);
        SplittableRandom ofJob = own.split();
        Dispatcher dispatcher = isConfined ? confined : part.scheduler;
        try {
            job.coroutine = dispatcher.launch("job", () -> body(job, ofJob));
            return job;
        } catch (IllegalStateException e) {
            // Those of a patient drain may still launch.
            expect(part.draining && (depth == 0 || !part.patient), "refused: " + e.getMessage());
            part.jobs.remove(job);
            return null;
        }
    }

    private void body(Job job, SplittableRandom own) throws InterruptedException {
        job.runs++;
        int actions = 1 + own.nextInt(4);
        for (int i = 0; i < actions; i++) {
            beAlone(job);
            switch (own.nextInt(8)) {
                case 0 -> scheduler.resize(1 + own.nextInt(8));
                case 1 -> Coroutine.sleep(Duration.ofMinutes(1));
                case 2 -> {
                    mutex.lock();
                    try {
                        pause(own);
                    } finally {
                        mutex.unlock();
                    }
                }
                case 3, 4 -> {
                    if (job.depth < MAX_DEPTH) {
                        Job child = launch(job.part, job.confined, job.depth + 1, own);
                        if (child != null && own.nextBoolean()) {
                            awaitEnd(child.coroutine);
                        }
                    }
                }
                case 5 -> {
                    if (job.part == whole) {
                        drain(parts.get(own.nextInt(parts.size())), own);
                    }
                }
                default -> pause(own);
            }
        }
    }

    /** At points where others may run, but no wait. */
    private void beAlone(Job job) {
        if (job.confined) {
            expect(alone == null, "two confined ones at the same time");
            alone = job;
            port.nanoTime();
            port.nextRandom();
            alone = null;
        }
    }

    private void drain(Part part, SplittableRandom own) {
        if (part.draining) {
            return;
        }
        part.draining = true;
        part.patient = own.nextInt(3) > 0;
        Duration patience = part.patient ? HOUR : shortTime(own);
        expect(end(part.scheduler, patience).isEmpty(), "left after a drain");
        checkDrained(part);
    }

    private void checkDrained(Part part) {
        for (Job job : part.jobs) {
            if (job.coroutine == null) {
                // About to be refused.
                continue;
            }
            CoroutineState state = job.coroutine.state();
            boolean cancelled = !part.patient && state == CoroutineState.CANCELLED;
            expect(
                    state == CoroutineState.COMPLETED || cancelled,
                    "a drain left it " + state + ": " + job.coroutine.failure());
            expect(job.runs == 1 || cancelled && job.runs == 0, "has run " + job.runs + " times");
        }
        try {
            part.scheduler.launch("late", () -> {});
            expect(false, "launched after a drain");
        } catch (IllegalStateException e) {
            // As it should.
        }
        expect(part.scheduler.liveCoroutines().isEmpty(), "live after a drain");
        SchedulerCounters counters = part.scheduler.counters();
        expect(counters.submitted() == counters.completed(), "counted are " + counters);
    }
}
