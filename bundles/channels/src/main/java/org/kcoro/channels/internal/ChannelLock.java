// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * The lock of a channel: not reentrant, without an owner, for sections of a few dozen instructions
 * that never suspend and run no user code. One that finds it taken spins a little, for as long as a
 * section lasts, and then parks.
 */
final class ChannelLock extends AbstractQueuedSynchronizer {

    private static final long serialVersionUID = 1L;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 7 : 0;

    void lock() {
        if (!compareAndSetState(0, 1)) {
            lockSlowly();
        }
    }

    private void lockSlowly() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
            if (getState() == 0 && compareAndSetState(0, 1)) {
                return;
            }
        }
        acquire(1);
    }

    void unlock() {
        release(1);
    }

    @Override
    protected boolean tryAcquire(int ignored) {
        return compareAndSetState(0, 1);
    }

    @Override
    protected boolean tryRelease(int ignored) {
        setState(0);
        return true;
    }
}
