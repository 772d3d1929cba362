// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.util.concurrent.atomic.AtomicLong;

import org.kcoro.protocol.WireResult;

/**
 * Counts the requests that were taken and not yet answered, and the bytes of their elements: those
 * of one peer, which count in those of all too. Any thread.
 */
final class InFlight {

    private final InFlight all;
    private final long maxRequests;
    private final long maxBytes;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Counts from zero.
     *
     * @param all in which these count too, or null
     */
    InFlight(InFlight all, long maxRequests, long maxBytes) {
        this.all = all;
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /** Counts one more request; false when that would pass a limit, and then nothing changes. */
    boolean tryAdd(int elementBytes) {
        // Both are added before they are looked at: two that come at once never pass a limit.
        boolean room =
                requests.incrementAndGet() <= maxRequests
                        & bytes.addAndGet(elementBytes) <= maxBytes;
        if (room && (all == null || all.tryAdd(elementBytes))) {
            return true;
        }
        requests.decrementAndGet();
        bytes.addAndGet(-elementBytes);
        return false;
    }

    /** Counts a request no longer, if it was counted. */
    void release(Request request) {
        if (request.refusal() == WireResult.OK) {
            remove(request.elementBytes());
        }
    }

    private void remove(int elementBytes) {
        requests.decrementAndGet();
        bytes.addAndGet(-elementBytes);
        if (all != null) {
            all.remove(elementBytes);
        }
    }

    long requests() {
        return requests.get();
    }

    long bytes() {
        return bytes.get();
    }
}
