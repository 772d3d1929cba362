// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.Objects;

/**
 * How an actor has ended.
 *
 * @param actor which one
 * @param cause why
 * @param failure what its body has thrown last when it has failed; else null
 */
public record Terminated(Actor<?> actor, Cause cause, Throwable failure) {

    /** Why an actor has ended. */
    public enum Cause {
        /** It was stopped, and has handled all its messages. */
        STOPPED,
        /** It was cancelled, alone or with its parent, scope or scheduler. */
        CANCELLED,
        /** It has failed, and its supervision did not let it go on. */
        FAILED
    }

    /** Checks that nothing is missing. */
    public Terminated {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(cause, "cause");
    }
}
