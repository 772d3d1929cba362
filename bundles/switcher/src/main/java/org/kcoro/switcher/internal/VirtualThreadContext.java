// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;

/**
 * A context on a virtual thread. The thread hands its turns to this object as its executor; it also
 * does so after blocking by Java's own means, so those block no worker.
 *
 * <p>The gate is ours although {@code LockSupport} has one: a lock that the body takes may consume
 * or leave a permit of the thread, and must not disturb a park.
 */
final class VirtualThreadContext extends Context implements Executor, Runnable {

    private static final int EMPTY = 0;
    private static final int NOTIFIED = 1;
    private static final int PARKED = 2;

    private static final VarHandle GATE;

    static {
        try {
            GATE =
                    MethodHandles.lookup()
                            .findVarHandle(VirtualThreadContext.class, "gate", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;

    @SuppressWarnings("unused") // through GATE
    private volatile int gate;

    VirtualThreadContext(ContextOwner owner, VirtualThreadSwitcher switcher) {
        super(owner);
        thread = switcher.newThread(this, owner.name(), this);
    }

    @Override
    public void start() {
        thread.start();
    }

    /** Takes a turn from the virtual thread. */
    @Override
    public void execute(Runnable turn) {
        owner().ready(turn);
    }

    /** The body of the virtual thread. */
    @Override
    public void run() {
        CurrentContext.setOfVirtualThread(this);
        owner().run();
    }

    @Override
    public void park() {
        if (!GATE.compareAndSet(this, EMPTY, PARKED)) {
            GATE.setVolatile(this, EMPTY);
            return;
        }
        boolean interrupted = false;
        do {
            LockSupport.park(this);
            // An interrupted thread does not park. The flag is set again afterwards.
            interrupted |= Thread.interrupted();
        } while ((int) GATE.getVolatile(this) == PARKED);
        if (interrupted) {
            thread.interrupt();
        }
    }

    @Override
    public void unpark() {
        for (; ; ) {
            int state = (int) GATE.getVolatile(this);
            if (state == NOTIFIED) {
                return;
            }
            if (state == EMPTY && GATE.compareAndSet(this, EMPTY, NOTIFIED)) {
                return;
            }
            if (state == PARKED && GATE.compareAndSet(this, PARKED, EMPTY)) {
                LockSupport.unpark(thread);
                return;
            }
        }
    }
}
