// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.function.Consumer;

import org.kcoro.actors.ActorTerminatedException;

/** What an actor tells of its failures, and of messages that it does not handle. */
final class Reports<M> {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.actors");

    private final LocalActor<M> actor;
    private final PendingReplies replies;

    /** Of the actor's coroutine. */
    private boolean givenUp;

    Reports(LocalActor<M> actor, PendingReplies replies) {
        this.actor = actor;
        this.replies = replies;
    }

    void logUndelivered() {
        long undelivered = actor.mailbox().undelivered() + (givenUp ? 1 : 0);
        if (undelivered > 0 && actor.settings().onUndelivered() == null) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "actor {0} {1}; {2} messages are undelivered",
                    actor.path(),
                    actor.howItEnds().how(),
                    undelivered);
        }
    }

    /** A message that was taken will not be handled: a cancel came first. */
    void giveUp(M message) {
        givenUp = true;
        undelivered(message);
    }

    /** A message that was sent will not be handled. */
    void undelivered(M message) {
        replies.undelivered(
                message,
                () ->
                        new ActorTerminatedException(
                                "actor "
                                        + actor.path()
                                        + " will not answer: the message is undelivered"
                                        + (actor.mailboxChannel().isClosedForSend()
                                                ? ", for the actor " + actor.howItEnds().how()
                                                : ", for its mailbox has dropped it"),
                                actor.howItEnds().failure()));
        Consumer<? super M> action = actor.settings().onUndelivered();
        if (action == null) {
            return;
        }
        try {
            action.accept(message);
        } catch (Throwable e) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "actor " + actor.path() + ": the action for an undelivered message has failed",
                    e);
        }
    }

    void report(Throwable failure, String what) {
        if (actor.settings().onFailure() == null) {
            LOGGER.log(System.Logger.Level.WARNING, "actor " + actor.path() + " " + what, failure);
            return;
        }
        try {
            actor.settings().onFailure().accept(actor, failure);
        } catch (Throwable e) {
            if (e != failure) {
                e.addSuppressed(failure);
            }
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "actor " + actor.path() + ": the action for its failures has failed",
                    e);
        }
    }
}
