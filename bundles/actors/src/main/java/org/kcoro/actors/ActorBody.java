// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

/**
 * What an actor does with its messages. Called by the actor's coroutine alone, for one message
 * after another, so that its state needs no lock. It may wait; meanwhile its actor handles nothing
 * else.
 *
 * @param <M> the type of the messages
 */
@FunctionalInterface
public interface ActorBody<M> {

    /**
     * Handles a message. What it throws is a failure of the actor, about which its {@link
     * Supervision} decides; the message counts as handled, and an {@link Actor#ask ask} that it
     * carries fails with the same failure.
     *
     * @param self of its actor
     */
    void receive(M message, ActorContext<M> self) throws Exception;

    /**
     * Gives back what this body holds. Called once, after its last message, when its actor ends and
     * before a restart; by then the actor's children have ended. What it throws is reported and
     * changes nothing.
     */
    default void stopped(ActorContext<M> self) throws Exception {}
}
