// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import org.kcoro.scheduler.CancellationToken;

/** The request that a lane carries out, and how its wait is cancelled. Any thread. */
final class CurrentRequest {

    private static final String REASON = "the peer has cancelled it";

    // Guarded by this.
    private Request request;
    private CancellationToken wait;
    private boolean cancelled;

    /** Another request is carried out from now on, or none. */
    synchronized void become(Request next) {
        request = next;
        cancelled = false;
    }

    /**
     * It waits from now on, until {@link #endWait}.
     *
     * @return under which token; cancelled before where the peer was first
     */
    CancellationToken beginWait(CancellationToken parent) {
        CancellationToken token = parent.child();
        boolean late;
        synchronized (this) {
            wait = token;
            late = cancelled;
        }
        if (late) {
            token.cancel(REASON);
        }
        return token;
    }

    synchronized void endWait() {
        wait = null;
    }

    /** Cancels its wait, now or as soon as it begins, if it has that id. */
    void cancel(int requestId) {
        CancellationToken token;
        synchronized (this) {
            if (request == null || request.requestId() != requestId) {
                return;
            }
            cancelled = true;
            token = wait;
        }
        if (token != null) {
            token.cancel(REASON);
        }
    }
}
