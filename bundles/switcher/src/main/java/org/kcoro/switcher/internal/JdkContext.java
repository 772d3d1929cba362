// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.util.concurrent.locks.LockSupport;

import org.kcoro.switcher.ContextOwner;

/**
 * A context on a virtual thread of the JDK's own scheduler.
 *
 * <p>A turn passes a baton: whoever runs the turn hands it to the virtual thread and waits until
 * the body parks or ends. So the number of those who run turns bounds how many bodies run at once,
 * as under the other switchers.
 */
final class JdkContext extends TurnContext {

    private final Thread thread;

    /** Who waits for the body to park or end; null while the body is parked. */
    private volatile Thread turnThread;

    private volatile boolean ended;
    private boolean started;

    JdkContext(ContextOwner owner) {
        super(owner);
        thread =
                Thread.ofVirtual()
                        .name(owner.name())
                        .inheritInheritableThreadLocals(false)
                        .unstarted(this::body);
    }

    private void body() {
        CurrentContext.setOfVirtualThread(this);
        try {
            owner().run();
        } finally {
            ended = true;
            passBack();
        }
    }

    private void passBack() {
        Thread waiting = turnThread;
        turnThread = null;
        LockSupport.unpark(waiting);
    }

    @Override
    boolean resume() {
        turnThread = Thread.currentThread();
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        boolean interrupted = false;
        while (turnThread != null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    @Override
    public StackTraceElement[] stack() {
        // The thread may still be behind the body's end.
        return ended ? new StackTraceElement[0] : thread.getStackTrace();
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    void suspend() {
        passBack();
        boolean interrupted = false;
        while (turnThread == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            thread.interrupt();
        }
    }
}
