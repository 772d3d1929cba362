// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock of a channel: one word, not reentrant, without an owner or a queue, for sections of a
 * few dozen instructions that never suspend and run no user code. docs/decisions/0013 says what a
 * lock with a queue would cost.
 *
 * <p>One that finds it taken spins for as long as a section lasts. It finds it taken longer only
 * where the system has taken the processor from the one inside, and then lets others run.
 */
final class ChannelLock {

    private static final VarHandle TAKEN;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;
    private static final int YIELDS = 1_000;

    /** For one whose yields do not reach the one inside, as of a higher priority. */
    private static final long PAUSE_NANOS = 1_000_000;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(ChannelLock.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int taken;

    /**
     * @throws StackOverflowError when there is too little stack for what is done under the lock; it
     *     is not taken then
     */
    void lock() {
        Headroom.probe(taken);
        if (!TAKEN.compareAndSet(this, 0, 1)) {
            lockSlowly();
        }
    }

    private void lockSlowly() {
        for (int tries = 0; ; tries++) {
            if ((int) TAKEN.getOpaque(this) == 0 && TAKEN.compareAndSet(this, 0, 1)) {
                return;
            }
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else if (tries < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    void unlock() {
        // Not a full fence: that would cost as much again as taking it.
        TAKEN.setRelease(this, 0);
    }
}
