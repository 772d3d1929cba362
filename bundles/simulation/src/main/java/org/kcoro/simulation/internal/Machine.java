// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.kcoro.port.Port;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationStuckException;
import org.kcoro.simulation.internal.SimulatedThread.State;

/**
 * A simulated machine for one run: its clock, its threads, and the baton, which the one thread that
 * runs holds. The transitions B1 to B9 and the invariants stand in {@code
 * docs/design/simulation.md}.
 */
public final class Machine {

    /** A step takes up to so many nanoseconds, so that no two times need be the same. */
    private static final int MAX_STEP_NANOS = 100;

    /** One in so many waits ends spuriously. */
    private static final int SPURIOUS_INTERVAL = 32;

    private final long seed;
    private final int maxSteps;
    private final boolean spuriousWakeUps;
    private final ChoiceStrategy.Chooser chooser;

    /** What the port answers; one stream for each use, so that they do not disturb each other. */
    private final SplittableRandom values;

    private final SplittableRandom timing;
    private final Port port = new SimulatedPort(this);

    // Guarded by this object's monitor.
    private final ThreadTable threads = new ThreadTable();
    private final StepLog log = new StepLog();
    private final long origin;
    private volatile long clock;
    private Throwable failure;
    private SimulatedThread main;

    /** Who holds the baton; null before the first and after the last. */
    private volatile SimulatedThread holder;

    /** Those that are left are being ended, one after another. */
    private volatile boolean ending;

    private final CountDownLatch over = new CountDownLatch(1);

    public Machine(long seed, ChoiceStrategy strategy, int maxSteps, boolean spuriousWakeUps) {
        this.seed = seed;
        this.maxSteps = maxSteps;
        this.spuriousWakeUps = spuriousWakeUps;
        SplittableRandom root = new SplittableRandom(seed);
        chooser = strategy.begin(root.split());
        values = root.split();
        timing = root.split();
        // The port promises no origin.
        origin = timing.nextLong();
        clock = origin;
    }

    // The run, for the thread that has asked for it.

    /** Gives the baton to the first thread, whose end is the end of the run. */
    void begin(SimulationBody body) {
        main =
                new SimulatedThread(
                        this,
                        "main",
                        () -> {
                            try {
                                body.run(port);
                            } catch (Throwable e) {
                                fail(e);
                            }
                        });
        main.start();
        synchronized (this) {
            give(main);
        }
    }

    /** Waits for the end of the last thread; false when that takes longer. */
    boolean awaitOver(Duration patience) throws InterruptedException {
        return over.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives the run up: nobody but its holder could hand the baton on. */
    synchronized void giveUp(Throwable failure) {
        this.failure = failure;
        ending = true;
    }

    SimulatedThread holder() {
        return holder;
    }

    synchronized List<SimulatedThread> threads() {
        return threads.list();
    }

    synchronized int steps() {
        return log.steps();
    }

    /** Why the run has failed, or null. */
    synchronized Throwable failure() {
        return failure;
    }

    /** Called after the run. */
    public StepLog log() {
        return log;
    }

    /** The virtual time that has passed. */
    public synchronized long elapsedNanos() {
        return clock - origin;
    }

    Port port() {
        return port;
    }

    long seed() {
        return seed;
    }

    // The life of a thread.

    /** Unwinds a simulated thread once the others are being ended. */
    private void requireNotOver() {
        if (ending) {
            throw new EndOfSimulation();
        }
    }

    void requireStartable(SimulatedThread thread) {
        if (ending && caller() == null) {
            throw new IllegalStateException(
                    "thread " + thread.getName() + " cannot be started: the simulation has ended");
        }
        requireNotOver();
    }

    /** B1. */
    void started(SimulatedThread thread) {
        passPoint(
                caller(),
                Point.START,
                () -> {
                    threads.add(thread);
                    log.named(thread.getName());
                    if (over.getCount() == 0) {
                        // A thread outside has started it too late.
                        give(thread);
                    }
                });
    }

    /** B8. */
    synchronized void ended(SimulatedThread thread, Throwable thrown) {
        thread.state = State.ENDED;
        if (thrown != null && !(thrown instanceof EndOfSimulation)) {
            fail(
                    new IllegalStateException(
                            "simulated thread " + thread.getName() + " failed", thrown));
        }
        if (thread == main) {
            ending = true;
        }
        if (!ending) {
            handOn(thread, Point.END);
        }
        if (ending) {
            endNext();
        }
    }

    /** B9: the baton goes round, and each that gets it unwinds. */
    private void endNext() {
        SimulatedThread next = threads.firstLeft();
        if (next == null) {
            holder = null;
            over.countDown();
        } else {
            give(next);
        }
    }

    /** The first failure is the run's; what comes of ending the others is none. */
    private synchronized void fail(Throwable thrown) {
        if (!ending) {
            failure = thrown;
            ending = true;
        }
    }

    // What the port does.

    long nanoTime() {
        SimulatedThread self = caller();
        long now = clock;
        // After reading: what has the time may stand still before it uses it.
        passPoint(self, Point.TIME, () -> {});
        return now;
    }

    long coarseNanoTime() {
        return clock;
    }

    long nextRandom() {
        SimulatedThread self = caller();
        if (self == null) {
            return Port.system().nextRandom();
        }
        passPoint(self, Point.RANDOM, () -> {});
        return values.nextLong();
    }

    void park(Object blocker, boolean timed, long deadlineNanos) {
        SimulatedThread self = requireCaller("park");
        boolean interrupted = Thread.currentThread().isInterrupted();
        passPoint(
                self,
                Point.PARK,
                () -> {
                    if (!self.consumePermit() && !interrupted && !isSpurious()) {
                        self.waitFor(blocker, timed, deadlineNanos);
                    }
                });
    }

    void unpark(SimulatedThread thread) {
        passPoint(caller(), Point.UNPARK, thread::permit);
    }

    void interrupted(SimulatedThread thread) {
        passPoint(caller(), Point.INTERRUPT, thread::wake);
    }

    void poll(SimulatedPoller poller, long deadlineNanos) {
        SimulatedThread self = requireCaller("poll");
        boolean interrupted = Thread.currentThread().isInterrupted();
        passPoint(
                self,
                Point.POLL,
                () -> {
                    if (!poller.consumeWakeUp() && !interrupted && !isSpurious()) {
                        poller.polledBy(self, deadlineNanos);
                    }
                });
    }

    void wakeUp(SimulatedPoller poller) {
        passPoint(caller(), Point.WAKE_UP, poller::permit);
    }

    void close(SimulatedPoller poller) {
        passPoint(caller(), Point.WAKE_UP, poller::closed);
    }

    private boolean isSpurious() {
        return spuriousWakeUps && timing.nextInt(SPURIOUS_INTERVAL) == 0;
    }

    // The baton.

    /** The simulated thread that the caller runs on, or null outside of this machine. */
    private SimulatedThread caller() {
        if (Carrier.current() instanceof SimulatedThread thread && thread.machine() == this) {
            if (thread != holder) {
                throw new IllegalStateException(thread.getName() + " runs without the baton");
            }
            return thread;
        }
        return null;
    }

    private SimulatedThread requireCaller(String operation) {
        SimulatedThread self = caller();
        if (self == null) {
            throw new IllegalStateException(
                    "thread "
                            + Thread.currentThread().getName()
                            + " is not of this simulation and cannot "
                            + operation
                            + " in it; a virtual thread is, where its carrier is, which takes"
                            + " --add-opens java.base/java.lang and --add-exports"
                            + " java.base/jdk.internal.vm");
        }
        return self;
    }

    /**
     * B2: does something, hands the baton on, and returns when it has come back. A thread outside
     * only does something.
     *
     * <p>A virtual thread is pinned meanwhile, also while it waits for the lock, which another one
     * may be about to leave: it must not leave its carrier.
     */
    private void passPoint(SimulatedThread self, Point point, Runnable effect) {
        boolean pinned = Carrier.pin();
        if (self != null) {
            self.insidePort = true;
        }
        try {
            synchronized (this) {
                if (self == null) {
                    effect.run();
                    return;
                }
                requireNotOver();
                effect.run();
                handOn(self, point);
            }
            awaitTurn(self);
        } finally {
            if (self != null) {
                self.insidePort = false;
            }
            if (pinned) {
                Carrier.unpin();
            }
        }
    }

    /** Returns when a thread has the baton; throws when that is to unwind. */
    void awaitTurn(SimulatedThread self) {
        boolean interrupted = false;
        synchronized (self.baton) {
            while (holder != self) {
                try {
                    self.baton.wait();
                } catch (InterruptedException e) {
                    // A flag would keep it from waiting. It is set again afterwards.
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        requireNotOver();
    }

    /**
     * Not by {@code LockSupport}: it would leave permits, and a late one would make a virtual
     * thread ready that has long gone on, and parked elsewhere.
     */
    private void give(SimulatedThread thread) {
        if (holder != thread) {
            synchronized (thread.baton) {
                holder = thread;
                thread.baton.notify();
            }
        }
    }

    /** Chooses who has the baton next. If nobody can, the run fails, and who has it keeps it. */
    private void handOn(SimulatedThread self, Point point) {
        if (log.steps() >= maxSteps) {
            fail(stuck("the run did not end within " + maxSteps + " steps"));
            return;
        }
        clock = clock + timing.nextInt(MAX_STEP_NANOS);
        threads.wakeDue(clock);
        int[] runnable = threads.runnable();
        SimulatedThread earliest = runnable.length == 0 ? threads.earliest() : null;
        if (earliest != null) {
            clock = earliest.deadlineNanos; // B7
            threads.wakeDue(clock);
            runnable = threads.runnable();
        }
        if (runnable.length == 0) {
            fail(stuck("no thread can run, and no deadline is pending"));
            return;
        }
        SimulatedThread next = threads.get(runnable[0]);
        if (runnable.length > 1) {
            next = threads.get(runnable[chooser.choose(self.number, runnable)]);
            if (next != self && self.state == State.RUNNABLE && HeldMonitors.otherThan(this)) {
                next = self;
            }
        }
        log.add(point, self.number, next.number, clock);
        give(next);
    }

    private SimulationStuckException stuck(String what) {
        return new SimulationStuckException(what + threads.describe(clock));
    }
}
