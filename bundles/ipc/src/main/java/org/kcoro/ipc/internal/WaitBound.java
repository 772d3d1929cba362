// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.time.Duration;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** What ends the waits of one operation, of the caller, before what it waits for does. */
final class WaitBound implements AutoCloseable {

    private final Parker parker = Parker.current();
    private final boolean stoppable;
    private final boolean timed;
    private final long deadlineNanos;

    /** The flag of a thread, which would not park with it. */
    private boolean interrupted;

    private WaitBound(boolean stoppable, Duration patience) {
        this.stoppable = stoppable;
        this.timed = patience != null;
        this.deadlineNanos = timed ? parker.deadlineAfter(patience) : 0;
    }

    /** A stop alone. */
    static WaitBound none() {
        return new WaitBound(true, null);
    }

    /**
     * A stop, or the end of a time.
     *
     * @param patience null for ever
     */
    static WaitBound of(Duration patience) {
        return new WaitBound(true, patience);
    }

    /**
     * The end of a time alone, for operations that do not wait in the peer. A stop shows at the
     * next wait, once this is closed.
     */
    static WaitBound unstoppable(Duration patience) {
        return new WaitBound(false, patience);
    }

    /**
     * Waits for a wake-up, or less.
     *
     * @return false when the time has ended
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     * @throws IllegalStateException when it cannot be suspended here
     */
    boolean park(WaitReason reason) throws InterruptedException {
        if (stoppable) {
            parker.checkStop();
        } else {
            interrupted |= Thread.interrupted();
        }
        if (!timed) {
            parker.park(reason);
        } else if (deadlineNanos - parker.nanoTime() > 0) {
            parker.parkUntil(reason, deadlineNanos);
        } else {
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
