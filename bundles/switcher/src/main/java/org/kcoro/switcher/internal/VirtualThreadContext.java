// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    /** No turn is handed over. */
    private static final int NONE = 0;

    /** A turn is handed over and has not begun. */
    private static final int HANDED_OVER = 1;

    private static final int RUNNING = 2;

    /** A turn runs, and the next one is to be handed over behind it. */
    private static final int RUNNING_NEXT = 3;

    private static final VarHandle TURNS;

    static {
        try {
            TURNS =
                    MethodHandles.lookup()
                            .findVarHandle(VirtualThreadContext.class, "turns", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final VirtualThreadSwitcher switcher;
    private final Thread thread;

    /** What the virtual thread hands over, always the same. */
    private Runnable ofThread;

    private volatile int turns = NONE;

    VirtualThreadContext(ContextOwner owner, VirtualThreadSwitcher switcher) {
        super(owner);
        this.switcher = switcher;
        thread = CarriedThread.make(this, owner.name(), owner);
    }

    @Override
    public void start() {
        try {
            switcher.start(thread);
        } catch (IllegalThreadStateException e) {
            throw new IllegalStateException(owner().name() + " was started before", e);
        }
    }

    /**
     * Takes a turn from the virtual thread. The JDK hands one over twice when the thread's stack is
     * read while it is ready: it means to be on the safe side, for a turn that is too many does
     * nothing. Here it would be on two workers at once.
     */
    @Override
    public void execute(Runnable continuation) {
        for (; ; ) {
            int state = turns;
            if (state == HANDED_OVER || state == RUNNING_NEXT) {
                return;
            }
            if (state == RUNNING && TURNS.compareAndSet(this, RUNNING, RUNNING_NEXT)) {
                return;
            }
            if (state == NONE) {
                if (hasEnded()) {
                    return;
                }
                if (TURNS.compareAndSet(this, NONE, HANDED_OVER)) {
                    ofThread = continuation;
                    owner().ready(this);
                    return;
                }
            }
        }
    }

    /** The turn. */
    @Override
    public void run() {
        turns = RUNNING;
        ofThread.run();
        if (!TURNS.compareAndSet(this, RUNNING, NONE)) {
            if (hasEnded()) {
                turns = NONE;
            } else {
                turns = HANDED_OVER;
                owner().ready(this);
            }
        }
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
