// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.kcoro.port.Poller;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.internal.events.TimerEvent;

/**
 * Pending timers. Any thread adds and cancels, in constant time; one thread fires.
 *
 * <p>A new timer goes to a stack, from which the one that fires moves it to a heap of its own. A
 * cancelled timer stays until it comes up, or until half of all timers are cancelled ones: then the
 * one that fires sweeps them out. So a cancel costs a constant share of a sweep.
 */
final class TimerQueue {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");

    /** One timer: wakes a parker, or runs an action. */
    static final class Timer {

        private static final int PENDING = 0;
        private static final int FIRED = 1;
        private static final int CANCELLED = 2;

        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Timer.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final long deadlineNanos;

        /** A {@link Parker} or a {@link Runnable}; null once it is not needed. */
        private Object target;

        /** Its neighbour in the stack; of the one that fires once it is taken from there. */
        private Timer next;

        /** Orders equal deadlines; of the one that fires. */
        private long sequence;

        private volatile int state = PENDING;

        private Timer(long deadlineNanos, Object target) {
            this.deadlineNanos = deadlineNanos;
            this.target = target;
        }

        private boolean end(int ended) {
            return STATE.compareAndSet(this, PENDING, ended);
        }
    }

    /** Fewer cancelled timers are not worth a sweep. */
    static final int SWEEP_MINIMUM = 1_000;

    private final AtomicReference<Timer> added = new AtomicReference<>();
    private final AtomicLong size = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();

    // Of the one that fires.
    private PriorityQueue<Timer> heap = new PriorityQueue<>(TimerQueue::compare);

    private long lastSequence;

    private static int compare(Timer a, Timer b) {
        // Deadlines wrap; their differences do not overflow.
        long difference = a.deadlineNanos - b.deadlineNanos;
        return difference != 0 ? Long.signum(difference) : Long.compare(a.sequence, b.sequence);
    }

    /** When the one that fires will look again by itself. */
    private volatile long nextLook = Poller.NO_DEADLINE;

    private volatile boolean looksAtNothing = true;

    /** Adds a timer that unparks a {@link Parker}, or runs a short {@link Runnable}. */
    Timer add(long deadlineNanos, Object target) {
        Timer timer = new Timer(deadlineNanos, target);
        size.incrementAndGet();
        Timer head;
        do {
            head = added.get();
            timer.next = head;
        } while (!added.compareAndSet(head, timer));
        return timer;
    }

    /** Whether the one that fires must be woken for a timer that was added. */
    boolean needsLook(Timer timer) {
        return looksAtNothing || timer.deadlineNanos - nextLook < 0;
    }

    /**
     * Cancels a timer, which then does not fire unless it does already.
     *
     * @return whether the one that fires should be woken to sweep
     */
    boolean cancel(Timer timer) {
        if (!timer.end(Timer.CANCELLED)) {
            return false;
        }
        timer.target = null;
        long count = cancelled.incrementAndGet();
        return count >= SWEEP_MINIMUM && 2 * count >= size.get() && count % SWEEP_MINIMUM == 0;
    }

    /** How many timers have not fired and were not cancelled. */
    long pending() {
        return size.get() - cancelled.get();
    }

    /** How many timers are kept, cancelled ones that were not swept out yet among them. */
    long kept() {
        return size.get();
    }

    // The one that fires.

    /**
     * Fires all whose time has come and answers the next deadline, or {@link Poller#NO_DEADLINE}.
     * The caller looks again at that time, or when it is woken.
     */
    long fire(long nowNanos) {
        takeAdded();
        if (cancelled.get() >= SWEEP_MINIMUM && 2 * cancelled.get() >= size.get()) {
            sweep();
        }
        for (Timer timer = heap.peek();
                timer != null && timer.deadlineNanos - nowNanos <= 0;
                timer = heap.peek()) {
            heap.poll();
            fire(timer, nowNanos);
        }
        // The first may be a cancelled one. Its deadline is kept: else each new timer would wake
        // the one that fires, where timers come and are cancelled one after another.
        Timer first = heap.peek();
        nextLook = first == null ? Poller.NO_DEADLINE : first.deadlineNanos;
        looksAtNothing = first == null;
        // What was added before this could be seen is taken now; who adds later sees it.
        return added.get() == null ? nextLook : nowNanos;
    }

    private void fire(Timer timer, long nowNanos) {
        size.decrementAndGet();
        Object target = timer.target;
        if (!timer.end(Timer.FIRED)) {
            cancelled.decrementAndGet();
            return;
        }
        TimerEvent.note(target, nowNanos - timer.deadlineNanos);
        if (target instanceof Parker parker) {
            parker.unpark();
        } else {
            run((Runnable) target);
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            // Perhaps an error: the other timers depend on this thread all the same.
            LOG.log(Level.ERROR, action + " failed", e);
        }
    }

    private void takeAdded() {
        Timer oldestFirst = null;
        for (Timer timer = added.getAndSet(null); timer != null; ) {
            Timer next = timer.next;
            timer.next = oldestFirst;
            oldestFirst = timer;
            timer = next;
        }
        for (Timer timer = oldestFirst; timer != null; ) {
            Timer next = timer.next;
            timer.next = null;
            timer.sequence = ++lastSequence;
            heap.add(timer);
            timer = next;
        }
    }

    private void sweep() {
        PriorityQueue<Timer> kept = new PriorityQueue<>(heap.comparator());
        for (Timer timer : heap) {
            if (timer.state == Timer.CANCELLED) {
                size.decrementAndGet();
                cancelled.decrementAndGet();
            } else {
                kept.add(timer);
            }
        }
        heap = kept;
    }
}
