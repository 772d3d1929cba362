// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.List;
import java.util.function.Function;

/**
 * An actor as its own body sees it. Its methods are for the coroutine of the actor, while it
 * handles a message or makes its body; called elsewhere, those that change something throw an
 * {@link IllegalStateException}.
 *
 * @param <M> the type of the messages
 */
public interface ActorContext<M> {

    /** The handle of the actor, which may be given away. */
    Actor<M> self();

    /**
     * The children that have not ended, in the order of their start. A child is started by {@link
     * ActorBuilder#start(ActorContext)}, and never outlives its parent.
     */
    List<Actor<?>> children();

    /**
     * Watches another actor: when it has ended, at once if it has, this one handles a message about
     * it, exactly once. The message needs no room in the mailbox, and comes after all that were
     * sent there before the other one ended, its own among them. A restart ends all watches.
     *
     * @param message makes the message; called by this actor's coroutine
     * @throws IllegalStateException when it watches the other one already
     * @throws IllegalArgumentException when an actor would watch itself
     */
    void watch(Actor<?> other, Function<? super Terminated, ? extends M> message);

    /**
     * Watches no more: no message about it is handled after this, even when it has ended before.
     *
     * @return false when it was not watched
     */
    boolean unwatch(Actor<?> other);
}
