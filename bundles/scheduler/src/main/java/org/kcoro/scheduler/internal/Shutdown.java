// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * The end of a scheduler: it drains, refuses launches, cancels, and waits for those that live. One
 * that has the workers ends with all that share them.
 */
final class Shutdown {

    private enum Phase {
        OPEN,
        /** Only its own coroutines may launch. */
        DRAINING,
        SHUT
    }

    private final WorkStealingScheduler scheduler;
    private final LiveCoroutines live;
    private final Runnable whenAllEnded;
    private final WaitReason reason;
    private final List<Shutdown> parts = new CopyOnWriteArrayList<>();
    private final Queue<Parker> waiters = new ConcurrentLinkedQueue<>();
    private volatile Phase phase = Phase.OPEN;

    /** Of a scheduler that shares the workers of another. */
    private volatile Shutdown whole;

    /**
     * @param whenAllEnded run when the scheduler is shut down and nothing runs any more; perhaps
     *     several times
     */
    Shutdown(WorkStealingScheduler scheduler, LiveCoroutines live, Runnable whenAllEnded) {
        this.scheduler = scheduler;
        this.live = live;
        this.whenAllEnded = whenAllEnded;
        this.reason = new WaitReason("shutdown", "scheduler " + scheduler.name());
    }

    /** Makes another scheduler end with this one. */
    void addPart(Shutdown part) {
        part.whole = this;
        parts.add(part);
        if (phase == Phase.SHUT) {
            part.phase = Phase.SHUT;
        }
    }

    /** Whether a launch by the caller is refused. */
    boolean refuses() {
        Phase now = phase;
        Shutdown all = whole;
        return now == Phase.SHUT
                || now == Phase.DRAINING && !isInside(Coroutine.current())
                || all != null && all.phase == Phase.DRAINING && !all.isInside(Coroutine.current());
    }

    private boolean isInside(Coroutine<?> coroutine) {
        return coroutine != null && (scheduler.isOwnCoroutine(coroutine) || isOfPart(coroutine));
    }

    String describe() {
        return "scheduler "
                + scheduler.name()
                + (phase == Phase.SHUT
                        ? " was shut down"
                        : " is being drained and takes launches from its own coroutines only");
    }

    void requireOpen(String what) {
        if (phase == Phase.SHUT) {
            throw new IllegalStateException(describe() + "; it cannot " + what);
        }
    }

    void drain(Duration patience) {
        requireOutside();
        if (phase == Phase.OPEN) {
            phase = Phase.DRAINING;
        }
        await(patience);
    }

    List<Coroutine<?>> shutdown(Duration deadline) {
        requireOutside();
        shut();
        await(deadline);
        check();
        return List.copyOf(liveOfAll());
    }

    private void requireOutside() {
        Coroutine<?> current = Coroutine.current();
        if (isInside(current)) {
            throw new IllegalStateException(
                    "scheduler " + scheduler.name() + " cannot be shut down by its own " + current);
        }
    }

    private boolean isOfPart(Coroutine<?> coroutine) {
        return parts.stream().anyMatch(part -> part.scheduler.isOwnCoroutine(coroutine));
    }

    private void shut() {
        phase = Phase.SHUT;
        live.list().forEach(LaunchedCoroutine::cancel);
        parts.forEach(Shutdown::shut);
    }

    private void await(Duration patience) {
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(patience);
        boolean interrupted = false;
        waiters.add(parker);
        try {
            while (!isAllEnded() && deadlineNanos - parker.nanoTime() > 0) {
                parker.parkUntil(reason, deadlineNanos);
                // A thread whose flag is set does not park.
                interrupted |= Thread.interrupted();
            }
        } finally {
            waiters.remove(parker);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isAllEnded() {
        return live.isEmpty() && parts.stream().allMatch(Shutdown::isAllEnded);
    }

    /** Those that live, of the schedulers that share the workers too. */
    List<LaunchedCoroutine<?>> liveOfAll() {
        List<LaunchedCoroutine<?>> all = live.list();
        parts.forEach(part -> all.addAll(part.liveOfAll()));
        return all;
    }

    /** Called after a coroutine has ended. */
    void check() {
        if (phase == Phase.OPEN) {
            Shutdown all = whole;
            if (all != null) {
                all.check();
            }
            return;
        }
        if (isAllEnded()) {
            if (phase == Phase.SHUT) {
                whenAllEnded.run();
            }
            waiters.forEach(Parker::unpark);
            if (phase == Phase.SHUT && whole != null) {
                whole.parts.remove(this);
            }
        }
        if (whole != null) {
            whole.check();
        }
    }
}
