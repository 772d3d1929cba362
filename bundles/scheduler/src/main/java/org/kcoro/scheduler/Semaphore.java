// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.Objects;

import org.kcoro.scheduler.internal.WaitQueue;

/**
 * Permits for coroutines, virtual threads and platform threads alike. Fair: who comes first is
 * served first, also where a later one wants fewer permits. Permits have no owner: anybody may
 * release.
 *
 * <p>A wait ends by a release, by its deadline, or by a stop request, which withdraws it; where the
 * permits were granted first, the wait succeeds. What happened before a release is visible to the
 * one that acquires the permits.
 */
public final class Semaphore {

    private final String name;
    private final WaitReason reason;
    private final WaitQueue waiters = new WaitQueue(this);

    // Guarded by this.
    private int permits;

    /**
     * @param name for dumps and errors
     * @param permits available at first, 0 or more
     * @throws IllegalArgumentException when permits are negative
     */
    public Semaphore(String name, int permits) {
        this.name = Objects.requireNonNull(name, "name");
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "semaphore " + name + ": permits are " + permits + "; they must be 0 or more");
        }
        this.permits = permits;
        this.reason = new WaitReason("acquire", "semaphore " + name);
    }

    /** The name, for dumps and errors. */
    public String name() {
        return name;
    }

    /**
     * Takes a permit; waits while there is none.
     *
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Takes permits, all at once; waits while there are fewer.
     *
     * @throws IllegalArgumentException when they are not positive
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public void acquire(int wanted) throws InterruptedException {
        WaitQueue.Waiter waiter = takeOrEnqueue(wanted);
        if (waiter != null) {
            waiters.await(waiter, reason, WaitQueue.NEVER, this::withdraw);
        }
    }

    /**
     * Takes permits as {@link #acquire(int)} does, but waits no longer than a timeout.
     *
     * @param timeout zero or less tries once
     * @return false when the timeout has passed
     */
    public boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            return tryAcquire(wanted);
        }
        long deadlineNanos = WaitQueue.deadlineAfter(timeout);
        WaitQueue.Waiter waiter = takeOrEnqueue(wanted);
        return waiter == null || waiters.await(waiter, reason, deadlineNanos, this::withdraw);
    }

    /**
     * Takes permits if that needs no wait: there are enough, and nobody waits for some.
     *
     * @throws IllegalArgumentException when they are not positive
     */
    public boolean tryAcquire(int wanted) {
        requirePositive(wanted);
        synchronized (this) {
            return take(wanted);
        }
    }

    private WaitQueue.Waiter takeOrEnqueue(int wanted) {
        requirePositive(wanted);
        Parker parker = Parker.current();
        synchronized (this) {
            return take(wanted) ? null : waiters.add(parker, wanted);
        }
    }

    private boolean take(int wanted) {
        return waiters.first() == null && pay(wanted);
    }

    /**
     * Gives a permit back, or adds one.
     *
     * @throws IllegalStateException when there are 2<sup>31</sup> - 1 already
     */
    public void release() {
        release(1);
    }

    /**
     * Gives permits back, or adds some.
     *
     * @throws IllegalArgumentException when they are not positive
     * @throws IllegalStateException when there would be more than 2<sup>31</sup> - 1
     */
    public void release(int released) {
        requirePositive(released);
        WaitQueue.Waiter granted;
        synchronized (this) {
            if (permits + released < 0) {
                throw new IllegalStateException(
                        this + ": " + released + " more permits are more than it can count");
            }
            permits += released;
            granted = waiters.grantWhile(this::pay);
        }
        WaitQueue.wake(granted);
    }

    private boolean pay(int wanted) {
        if (permits < wanted) {
            return false;
        }
        permits -= wanted;
        return true;
    }

    private WaitQueue.Waiter withdraw(WaitQueue.Waiter waiter) {
        waiters.remove(waiter);
        // It may have held up those behind it, which want less.
        return waiters.grantWhile(this::pay);
    }

    private void requirePositive(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "semaphore " + name + ": permits are " + permits + "; they must be 1 or more");
        }
    }

    /** How many permits are available; past when the caller reads it. */
    public synchronized int availablePermits() {
        return permits;
    }

    /** How many wait; past when the caller reads it. */
    public synchronized int waiting() {
        return waiters.size();
    }

    @Override
    public synchronized String toString() {
        return "semaphore " + name + " (" + permits + " permits, " + waiters.size() + " waiting)";
    }
}
