// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.time.Duration;

import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;

/** Cancels a token when its time has passed. */
final class Timeout implements Runnable {

    private final Duration timeout;
    private CancellationToken token;

    private Timeout(Duration timeout) {
        this.timeout = timeout;
    }

    /** A token with a running timer, which ends when the token is closed. */
    static CancellationToken start(Watch watch, CancellationToken parent, Duration timeout) {
        Timeout action = new Timeout(timeout);
        TimerQueue.Timer[] timer = new TimerQueue.Timer[1];
        action.token = CancellationToken.closing(parent, () -> watch.cancelTimer(timer[0]));
        timer[0] = watch.addTimer(Parker.current().deadlineAfter(timeout), action);
        return action.token;
    }

    @Override
    public void run() {
        token.cancel("timed out after " + timeout);
    }

    @Override
    public String toString() {
        return "timeout of " + timeout;
    }
}
