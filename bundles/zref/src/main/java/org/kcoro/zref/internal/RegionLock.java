// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock of a region, made as that of a channel is (docs/decisions/0013): one word, not
 * reentrant, without an owner or a queue, for sections of a few dozen instructions that never
 * suspend, allocate nothing and run no user code.
 */
final class RegionLock {

    private static final VarHandle TAKEN;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;
    private static final int YIELDS = 1_000;

    /** For one whose yields do not reach the one inside, as of a higher priority. */
    private static final long PAUSE_NANOS = 1_000_000;

    /** After so many spins one that waits asks for politeness, and again. */
    private static final int SPINS_TO_ASK = 16;

    /** How long one that was asked stays away: until another processor has seen the release. */
    private static final int POLITE_SPINS = 8;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(RegionLock.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int taken;

    /** Whether somebody waits and would like to be next. Plain: a wish that is lost is repeated. */
    private boolean asked;

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
        for (int rounds = 0; ; rounds++) {
            for (int spins = 0; spins <= SPINS; spins++) {
                if ((int) TAKEN.getOpaque(this) == 0 && TAKEN.compareAndSet(this, 0, 1)) {
                    return;
                }
                if (spins % SPINS_TO_ASK == SPINS_TO_ASK - 1) {
                    asked = true;
                }
                Thread.onSpinWait();
            }
            // The one inside does not run: on a processor that is free now, it may.
            if (rounds < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    void unlock() {
        TAKEN.setRelease(this, 0);
        if (asked) {
            stayAway();
        }
    }

    private void stayAway() {
        asked = false;
        for (int i = 0; i < POLITE_SPINS; i++) {
            Thread.onSpinWait();
        }
    }
}
