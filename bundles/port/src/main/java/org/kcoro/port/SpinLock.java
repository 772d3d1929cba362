// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock of one word, for sections of a few dozen instructions that never suspend, wait for
 * nothing, allocate little and run no user code: the state of a channel, or of a region of memory.
 * It is not reentrant, has no owner and no queue, and may be taken by coroutines and threads of any
 * kind. docs/decisions/0013 says what a lock with a queue would cost.
 *
 * <p>One that finds it taken stays away for as long as dozens of sections last, and longer each
 * time: the one inside, which has the word in its processor's cache, comes again, and gets much
 * done meanwhile. It finds it taken for long only where the system has taken the processor from the
 * one inside, and then lets others run.
 *
 * <p>What was done under the lock is visible to whoever takes it next.
 */
public final class SpinLock {

    private static final VarHandle TAKEN;

    /** How often one looks before it asks for politeness. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 3 : 0;

    /** How many spins one stays away before the first look; twice as many before each next. */
    private static final int PAUSE_SPINS = 128;

    private static final int YIELDS = 1_000;

    /** For one whose yields do not reach the one inside, as of a higher priority. */
    private static final long PAUSE_NANOS = 1_000_000;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(SpinLock.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How often one that has asked looks, before it lets others run. */
    private static final int LOOKS_AFTER_ASKING = Math.min(LOOKS, 1) * 64;

    /** How long one that was asked stays away: until another processor has seen the release. */
    private static final int POLITE_SPINS = 8;

    private int taken;

    /**
     * Whether somebody waits and would like to be next. Plain: it is a wish, and one that is lost
     * is expressed again. Without it, one that takes the lock again and again keeps all others out,
     * for it has the word in its processor's cache.
     */
    private boolean asked;

    /** A lock that is free. */
    public SpinLock() {}

    /**
     * Takes the lock, once it is free.
     *
     * @throws StackOverflowError when there is too little stack for what is done under the lock; it
     *     is not taken then
     */
    public void lock() {
        Headroom.probe(taken);
        if (!TAKEN.compareAndSet(this, 0, 1)) {
            lockSlowly();
        }
    }

    private void lockSlowly() {
        for (int rounds = 0; ; rounds++) {
            for (int looks = 0; looks < LOOKS; looks++) {
                for (int i = 0; i < PAUSE_SPINS << looks; i++) {
                    Thread.onSpinWait();
                }
                if (tryLock()) {
                    return;
                }
            }
            asked = LOOKS > 0;
            for (int looks = 0; looks < LOOKS_AFTER_ASKING; looks++) {
                if (tryLock()) {
                    return;
                }
                Thread.onSpinWait();
            }
            // The one inside does not run: on a processor that is free now, it may.
            if (rounds < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
            if (tryLock()) {
                return;
            }
        }
    }

    /** Takes it if it is free. */
    private boolean tryLock() {
        return (int) TAKEN.getOpaque(this) == 0 && TAKEN.compareAndSet(this, 0, 1);
    }

    /** Releases the lock; the caller has taken it. */
    public void unlock() {
        // Not a full fence: that would cost as much again as taking it.
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
