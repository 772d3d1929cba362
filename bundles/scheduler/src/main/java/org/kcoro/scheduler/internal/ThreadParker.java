// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.concurrent.atomic.AtomicBoolean;

import org.kcoro.port.Port;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** The parker of a thread outside any coroutine. */
public final class ThreadParker extends Parker {

    private static final ThreadLocal<ThreadParker> OF_THREAD =
            ThreadLocal.withInitial(() -> new ThreadParker(Thread.currentThread()));

    private final Port port = Port.current();
    private final Thread thread;

    /** A wake-up that no park has consumed. */
    private final AtomicBoolean notified = new AtomicBoolean();

    private ThreadParker(Thread thread) {
        super(null);
        this.thread = thread;
    }

    public static ThreadParker current() {
        return OF_THREAD.get();
    }

    @Override
    public void park(WaitReason reason) {
        if (!notified.getAndSet(false)) {
            port.park(reason);
            notified.set(false);
        }
    }

    @Override
    public void parkUntil(WaitReason reason, long deadlineNanos) {
        if (!notified.getAndSet(false)) {
            port.parkUntil(reason, deadlineNanos);
            notified.set(false);
        }
    }

    @Override
    public void unpark() {
        notified.set(true);
        port.unpark(thread);
    }

    @Override
    public void yield() {
        Thread.yield();
    }

    @Override
    public CancellationToken.Registration onCancel(Runnable action) {
        return CancellationToken.Registration.NONE;
    }

    @Override
    public long nanoTime() {
        return port.nanoTime();
    }

    @Override
    public void checkStop() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting");
        }
        CancellationToken token = token();
        if (token != null) {
            token.throwIfCancelled();
        }
    }

    @Override
    public String toString() {
        return "thread " + thread.getName();
    }
}
