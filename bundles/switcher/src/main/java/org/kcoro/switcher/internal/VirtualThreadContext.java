// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

import org.kcoro.switcher.ContextOwner;

/**
 * A context on a virtual thread. The thread hands its turns to this object as its executor; it also
 * does so after blocking by Java's own means, so those block no worker.
 *
 * <p>The body enters the gate itself (G4): the JDK sees to it that a thread which is unparked
 * before it has left its carrier runs only after that. The gate is there although {@code
 * LockSupport} has one: a lock that the body takes may consume or leave a permit of the thread, and
 * must not disturb a park.
 */
final class VirtualThreadContext extends GatedContext implements Executor, Runnable {

    private final VirtualThreadSwitcher switcher;
    private final Thread thread;

    VirtualThreadContext(ContextOwner owner, VirtualThreadSwitcher switcher) {
        super(owner);
        this.switcher = switcher;
        thread = switcher.newThread(this, owner.name(), this);
    }

    @Override
    public void start() {
        switcher.start(thread);
    }

    /** Takes a turn from the virtual thread. */
    @Override
    public void execute(Runnable turn) {
        owner().ready(turn);
    }

    /** The body of the virtual thread. */
    @Override
    public void run() {
        owner().run();
    }

    @Override
    public void park() {
        if (!enterGate()) {
            return;
        }
        boolean interrupted = false;
        do {
            LockSupport.park(this);
            // An interrupted thread does not park. The flag is set again afterwards.
            interrupted |= Thread.interrupted();
        } while (isParked());
        if (interrupted) {
            thread.interrupt();
        }
    }

    @Override
    public void yield() {
        Thread.yield();
    }

    @Override
    public StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    Thread thread() {
        return thread;
    }

    @Override
    public boolean hasEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    @Override
    void wake() {
        LockSupport.unpark(thread);
    }
}
