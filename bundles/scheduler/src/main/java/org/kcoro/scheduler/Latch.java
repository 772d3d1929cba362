// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.Objects;

import org.kcoro.scheduler.internal.WaitQueue;

/**
 * A count that goes down to zero once, for coroutines, virtual threads and platform threads alike.
 * What happened before a count-down is visible to those that then find the latch open.
 */
public final class Latch {

    private final String name;
    private final WaitReason reason;
    private final WaitQueue waiters = new WaitQueue(this);

    /** Written under the monitor. */
    private volatile long count;

    /**
     * @param name for dumps and errors
     * @param count how many count-downs open it, 0 or more
     * @throws IllegalArgumentException when the count is negative
     */
    public Latch(String name, long count) {
        this.name = Objects.requireNonNull(name, "name");
        if (count < 0) {
            throw new IllegalArgumentException(
                    "latch " + name + ": its count is " + count + "; it must be 0 or more");
        }
        this.count = count;
        this.reason = new WaitReason("await", "latch " + name);
    }

    /** The name, for dumps and errors. */
    public String name() {
        return name;
    }

    /**
     * Waits until the count is zero.
     *
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public void await() throws InterruptedException {
        WaitQueue.Waiter waiter = enqueueUnlessOpen();
        if (waiter != null) {
            waiters.await(waiter, reason, WaitQueue.NEVER, waiters::removeOnly);
        }
    }

    /**
     * Waits as {@link #await()} does, but no longer than a timeout.
     *
     * @param timeout zero or less does not wait
     * @return false when the timeout has passed
     */
    public boolean await(Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            return count == 0;
        }
        long deadlineNanos = WaitQueue.deadlineAfter(timeout);
        WaitQueue.Waiter waiter = enqueueUnlessOpen();
        return waiter == null || waiters.await(waiter, reason, deadlineNanos, waiters::removeOnly);
    }

    private WaitQueue.Waiter enqueueUnlessOpen() {
        if (count == 0) {
            return null;
        }
        Parker parker = Parker.current();
        synchronized (this) {
            return count == 0 ? null : waiters.add(parker, 1);
        }
    }

    /** Counts down by one, and wakes all that wait when that makes zero; else without effect. */
    public void countDown() {
        WaitQueue.Waiter granted;
        synchronized (this) {
            if (count == 0 || --count > 0) {
                return;
            }
            granted = waiters.grantWhile(wanted -> true);
        }
        WaitQueue.wake(granted);
    }

    /** The count; past when the caller reads it. */
    public long count() {
        return count;
    }

    @Override
    public String toString() {
        return "latch " + name + " (" + count + ")";
    }
}
