// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/** Where a coroutine is in its life. */
public enum CoroutineState {
    /** Launched or woken, and waiting for a worker. */
    READY,
    /** On a worker. */
    RUNNING,
    /** Waiting; its {@link WaitReason} says for what. */
    PARKED,
    /** Ended with a result. */
    COMPLETED,
    /** Ended because it was cancelled. */
    CANCELLED,
    /** Ended with an exception. */
    FAILED;

    /** Whether it has ended. */
    public boolean isDone() {
        return compareTo(COMPLETED) >= 0;
    }
}
