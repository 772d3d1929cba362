// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.time.Duration;
import java.util.function.IntPredicate;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * Those that wait for a lock, permits or a count, first come first served. Its owner guards it with
 * its own monitor, which is released whatever happens, also when the stack overflows.
 *
 * <p>Invariant: a waiter is in the queue exactly as long as it is neither granted nor withdrawn.
 */
public final class WaitQueue {

    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** One that waits. */
    public static final class Waiter {
        private final Parker parker;
        private final int wanted;
        private Waiter previous;
        private Waiter next;
        private volatile boolean granted;

        private Waiter(Parker parker, int wanted) {
            this.parker = parker;
            this.wanted = wanted;
        }

        public Parker parker() {
            return parker;
        }

        /** How many permits it wants. */
        public int wanted() {
            return wanted;
        }
    }

    /** What a queue needs of its owner. */
    public interface Owner {

        /**
         * A waiter that was not granted gives up: removes it, under the monitor, and grants those
         * that it held up.
         *
         * @return those granted, for {@link WaitQueue#wake}
         */
        Waiter withdraw(Waiter waiter);
    }

    private final Object monitor;
    private Waiter first;
    private Waiter last;
    private int size;

    public WaitQueue(Object monitor) {
        this.monitor = monitor;
    }

    // Under the monitor.

    public Waiter add(Parker parker, int wanted) {
        Waiter waiter = new Waiter(parker, wanted);
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        size++;
        return waiter;
    }

    /** The one that has waited longest, or null. */
    public Waiter first() {
        return first;
    }

    public int size() {
        return size;
    }

    public void remove(Waiter waiter) {
        if (waiter.previous == null) {
            first = waiter.next;
        } else {
            waiter.previous.next = waiter.next;
        }
        if (waiter.next == null) {
            last = waiter.previous;
        } else {
            waiter.next.previous = waiter.previous;
        }
        waiter.previous = null;
        waiter.next = null;
        size--;
    }

    /** Removes a waiter that held up nobody. */
    public Waiter removeOnly(Waiter waiter) {
        remove(waiter);
        return null;
    }

    /**
     * Gives the first waiters what they want, as long as an account allows it.
     *
     * @param account asked once for each, with how many permits it wants; when it answers true it
     *     has paid
     * @return those granted, for {@link #wake}
     */
    public Waiter grantWhile(IntPredicate account) {
        Waiter head = null;
        Waiter tail = null;
        while (first != null && account.test(first.wanted)) {
            Waiter granted = grantFirst();
            if (tail == null) {
                head = granted;
            } else {
                tail.next = granted;
            }
            tail = granted;
        }
        return head;
    }

    /** Gives the first waiter what it wants; there is one. */
    public Waiter grantFirst() {
        Waiter granted = first;
        remove(granted);
        granted.granted = true;
        return granted;
    }

    // Outside the monitor.

    /** Wakes those that were granted, in their order; null is none. */
    public static void wake(Waiter granted) {
        for (Waiter each = granted; each != null; each = each.next) {
            each.parker.unpark();
        }
    }

    // Outside the monitor, by the one that waits.

    /** The deadline of one that waits no longer than a timeout, for {@link #await}. */
    public static long deadlineAfter(Duration timeout) {
        return Parker.current().deadlineAfter(timeout);
    }

    /**
     * Waits until granted. A stop, or a suspension that is refused, withdraws the waiter; where the
     * grant was first, the wait succeeds instead, and a stop shows at the next wait.
     *
     * @return false when the deadline has passed
     */
    public boolean await(Waiter waiter, WaitReason reason, long deadlineNanos, Owner owner)
            throws InterruptedException {
        try {
            while (!waiter.granted) {
                waiter.parker.checkStop();
                if (deadlineNanos == NEVER) {
                    waiter.parker.park(reason);
                } else if (deadlineNanos - waiter.parker.nanoTime() > 0) {
                    waiter.parker.parkUntil(reason, deadlineNanos);
                } else if (giveUp(waiter, owner)) {
                    return false;
                }
            }
        } catch (Throwable stop) {
            if (giveUp(waiter, owner)) {
                throw stop;
            }
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    private boolean giveUp(Waiter waiter, Owner owner) {
        Waiter granted;
        synchronized (monitor) {
            if (waiter.granted) {
                return false;
            }
            granted = owner.withdraw(waiter);
        }
        wake(granted);
        return true;
    }
}
