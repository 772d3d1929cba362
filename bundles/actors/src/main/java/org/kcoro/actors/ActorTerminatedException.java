// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

/**
 * Says that an actor takes no more messages, or has ended before it has answered. Its cause is the
 * failure of the actor, if it has failed.
 */
public final class ActorTerminatedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * For implementations of actors.
     *
     * @param cause the failure of the actor, or null
     */
    public ActorTerminatedException(String message, Throwable cause) {
        super(message, cause);
    }
}
