// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.Iterator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

import org.kcoro.port.Poller;
import org.kcoro.scheduler.Parker;

/** Pending wake-ups, ordered by deadline. Thread-safe. */
final class TimerQueue {

    /** One wake-up. */
    static final class Timer implements Comparable<Timer> {
        private final long deadlineNanos;
        private final long sequence;
        private final Parker parker;

        private Timer(long deadlineNanos, long sequence, Parker parker) {
            this.deadlineNanos = deadlineNanos;
            this.sequence = sequence;
            this.parker = parker;
        }

        @Override
        public int compareTo(Timer other) {
            long difference = deadlineNanos - other.deadlineNanos;
            return difference != 0
                    ? Long.signum(difference)
                    : Long.compare(sequence, other.sequence);
        }
    }

    private final ConcurrentSkipListSet<Timer> timers = new ConcurrentSkipListSet<>();
    private final AtomicLong sequence = new AtomicLong();

    Timer add(long deadlineNanos, Parker parker) {
        Timer timer = new Timer(deadlineNanos, sequence.incrementAndGet(), parker);
        timers.add(timer);
        return timer;
    }

    void cancel(Timer timer) {
        timers.remove(timer);
    }

    boolean isFirst(Timer timer) {
        Iterator<Timer> first = timers.iterator();
        return first.hasNext() && first.next() == timer;
    }

    /** The earliest deadline, or {@link Poller#NO_DEADLINE}. */
    long nextDeadline() {
        Iterator<Timer> first = timers.iterator();
        return first.hasNext() ? first.next().deadlineNanos : Poller.NO_DEADLINE;
    }

    /** Wakes all whose deadline has come. */
    void fire(long nowNanos) {
        for (Iterator<Timer> each = timers.iterator(); each.hasNext(); ) {
            Timer timer = each.next();
            if (timer.deadlineNanos - nowNanos > 0) {
                return;
            }
            if (timers.remove(timer)) {
                timer.parker.unpark();
            }
        }
    }
}
