// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.LiveLeasesException;
import org.kcoro.zref.RegionClosedException;

/** From the registration of a region to the end of its memory. */
final class RegionLife {

    private enum State {
        OPEN,
        /** Being unregistered: no lease begins. */
        CLOSING,
        CLOSED
    }

    /** So many live leases are told of in an error. */
    private static final int TOLD = 100;

    private final LocalRegion region;
    private final LocalRegion.Parts parts;
    private final WaitReason reason;

    // Guarded by the region's lock; state is read without it for errors.
    private State state = State.OPEN;

    /** Who unregisters the region. */
    private volatile Parker closer;

    RegionLife(LocalRegion region, LocalRegion.Parts parts) {
        this.region = region;
        this.parts = parts;
        this.reason = new WaitReason("unregister", "region " + parts.name());
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosing() {
        return state == State.CLOSING;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** The last lease has ended (Z10). */
    void wake() {
        Parker parker = closer;
        if (parker != null) {
            parker.unpark();
        }
    }

    /** Ends the region, as {@code Regions.unregister} says. */
    void unregister(Duration patience) throws InterruptedException {
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(patience);
        begin(parker);
        try {
            while (!tryClose()) {
                // Before a stop, which ends no call that does not wait.
                if (deadlineNanos - parker.nanoTime() <= 0) {
                    throw new LiveLeasesException(
                            region, region.snapshot().live(), region.liveLeases(TOLD));
                }
                parker.checkStop();
                parker.parkUntil(reason, deadlineNanos);
            }
        } catch (Throwable stop) {
            if (!closeOrReopen()) {
                throw stop;
            }
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        } finally {
            closer = null;
        }
        release();
    }

    /** No lease begins any more, and those that wait for one are refused (Z9). */
    private void begin(Parker parker) {
        RoomWaiter refused = null;
        State before;
        region.lock.lock();
        try {
            before = state;
            if (before == State.OPEN) {
                state = State.CLOSING;
                closer = parker;
                refused = region.refuseWaiters();
            }
        } finally {
            region.lock.unlock();
        }
        if (before != State.OPEN) {
            throw new RegionClosedException(
                    region
                            + " is "
                            + (before == State.CLOSING ? "being unregistered" : "unregistered")
                            + " by another call");
        }
        RoomWaiter.wake(refused);
    }

    /** Whether no lease is live; then it is closed (Z11). */
    private boolean tryClose() {
        region.lock.lock();
        try {
            if (region.counters.live == 0) {
                state = State.CLOSED;
            }
            return state == State.CLOSED;
        } finally {
            region.lock.unlock();
        }
    }

    /** Gives up: whether the last lease has ended in time; if not, it is open as before (Z12). */
    private boolean closeOrReopen() {
        region.lock.lock();
        try {
            state = region.counters.live == 0 ? State.CLOSED : State.OPEN;
            return state == State.CLOSED;
        } finally {
            region.lock.unlock();
        }
    }

    private void reopen() {
        region.lock.lock();
        try {
            state = State.OPEN;
        } finally {
            region.lock.unlock();
        }
    }

    private void release() {
        parts.grant().release();
        try {
            parts.arena().close();
        } catch (IllegalStateException inUse) {
            parts.grant().renew();
            reopen();
            throw new IllegalStateException(
                    region
                            + " cannot be unregistered: input, output or a native call uses a"
                            + " buffer or segment of it; end that first",
                    inUse);
        }
        RegionTable.remove(region);
        parts.afterwards().run();
    }
}
