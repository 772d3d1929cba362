// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import org.kcoro.scheduler.internal.WaitQueue;

/**
 * A lock that may be held across a suspension, for coroutines, virtual threads and platform threads
 * alike. It is owned by the coroutine or thread that locked it. Fair: it is handed to the one that
 * has waited longest. Not reentrant: a second lock by its owner is an error, not a deadlock.
 *
 * <p>A wait ends by an unlock, by its deadline, or by a stop request, which withdraws it; where the
 * mutex was handed over first, the wait succeeds. What its owner did before the unlock is visible
 * to the next owner.
 */
public final class Mutex {

    private final String name;
    private final WaitReason reason;
    private final WaitQueue waiters = new WaitQueue(this);

    /** Null while it is not locked. Written under the monitor. */
    private volatile Parker owner;

    /**
     * @param name for dumps and errors
     */
    public Mutex(String name) {
        this.name = Objects.requireNonNull(name, "name");
        this.reason =
                new WaitReason(
                        "lock",
                        "mutex " + name,
                        true,
                        () -> owner instanceof Coroutine<?> c ? List.of(c) : List.of());
    }

    /** The name, for dumps and errors. */
    public String name() {
        return name;
    }

    /**
     * Locks; waits while another one has it.
     *
     * @throws IllegalStateException when the caller has it
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public void lock() throws InterruptedException {
        WaitQueue.Waiter waiter = takeOrEnqueue();
        if (waiter != null) {
            waiters.await(waiter, reason, WaitQueue.NEVER, waiters::removeOnly);
        }
    }

    /**
     * Locks as {@link #lock} does, but waits no longer than a timeout.
     *
     * @param timeout zero or less tries once
     * @return false when the timeout has passed
     */
    public boolean tryLock(Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            return tryLock();
        }
        long deadlineNanos = WaitQueue.deadlineAfter(timeout);
        WaitQueue.Waiter waiter = takeOrEnqueue();
        return waiter == null || waiters.await(waiter, reason, deadlineNanos, waiters::removeOnly);
    }

    /**
     * Locks if nobody has it.
     *
     * @throws IllegalStateException when the caller has it
     */
    public boolean tryLock() {
        Parker parker = Parker.current();
        synchronized (this) {
            return take(parker);
        }
    }

    private WaitQueue.Waiter takeOrEnqueue() {
        Parker parker = Parker.current();
        synchronized (this) {
            return take(parker) ? null : waiters.add(parker, 1);
        }
    }

    private boolean take(Parker parker) {
        if (owner == parker) {
            throw new IllegalStateException("mutex " + name + " is locked by its caller already");
        }
        if (owner != null) {
            return false;
        }
        owner = parker;
        return true;
    }

    /**
     * Unlocks, and hands it to the one that has waited longest.
     *
     * @throws IllegalMonitorStateException when the caller does not have it
     */
    public void unlock() {
        Parker parker = Parker.current();
        WaitQueue.Waiter granted;
        synchronized (this) {
            if (owner != parker) {
                throw new IllegalMonitorStateException(
                        "mutex "
                                + name
                                + " is not locked by its caller, but by "
                                + (owner == null ? "nobody" : owner));
            }
            WaitQueue.Waiter next = waiters.first();
            owner = next == null ? null : next.parker();
            granted = next == null ? null : waiters.grantFirst();
        }
        WaitQueue.wake(granted);
    }

    /**
     * Runs a body with the mutex locked.
     *
     * @throws Exception what {@link #lock} or the body throws
     */
    public <T> T withLock(Callable<T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        lock();
        try {
            return body.call();
        } finally {
            unlock();
        }
    }

    /** Whether somebody has it; past when the caller reads it. */
    public boolean isLocked() {
        return owner != null;
    }

    /** How many wait; past when the caller reads it. */
    public synchronized int waiting() {
        return waiters.size();
    }

    @Override
    public String toString() {
        Parker owned = owner;
        return "mutex " + name + (owned == null ? "" : " (locked by " + owned + ")");
    }
}
