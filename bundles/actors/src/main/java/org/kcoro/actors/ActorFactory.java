// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

/**
 * Makes the body of an actor: at its start, and anew for each restart.
 *
 * @param <M> the type of the messages
 */
@FunctionalInterface
public interface ActorFactory<M> {

    /**
     * Makes a body with fresh state. Called by the actor's coroutine, before the first message; it
     * may start children and watch others. What it throws is a failure of the actor.
     */
    ActorBody<M> create(ActorContext<M> self) throws Exception;
}
