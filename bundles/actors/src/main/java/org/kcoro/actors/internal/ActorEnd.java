// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.Objects;

import org.kcoro.actors.ActorTerminatedException;
import org.kcoro.actors.Terminated;
import org.kcoro.channels.ChannelClosedException;

/** How an actor ends, and what those are told that come too late. Thread-safe. */
final class ActorEnd {

    private final String path;

    /** Why it was cancelled, or null. Guarded by this. */
    private String cancelReason;

    /** How it ends, as soon as it does. */
    private volatile Terminated end;

    ActorEnd(String path) {
        this.path = path;
    }

    /** It is cancelled; the reason of the first time stays. */
    synchronized void cancelled(String reason) {
        if (cancelReason == null) {
            cancelReason = Objects.requireNonNull(reason, "reason");
        }
    }

    private synchronized String cancelReason() {
        return cancelReason;
    }

    void known(Terminated known) {
        end = known;
    }

    /** What it has failed with, or null. */
    Throwable failure() {
        Terminated known = end;
        return known == null ? null : known.failure();
    }

    /** Why it takes no more messages, such as "was stopped". */
    String how() {
        Terminated known = end;
        String reason = cancelReason();
        if (known != null && known.cause() == Terminated.Cause.FAILED) {
            return "has failed: " + known.failure();
        }
        boolean cancelled =
                known == null ? reason != null : known.cause() == Terminated.Cause.CANCELLED;
        if (!cancelled) {
            return "was stopped";
        }
        return "was cancelled" + (reason == null ? "" : ": " + reason);
    }

    /** For one that sends it a message; with what its mailbox has thrown, or null. */
    ActorTerminatedException takesNoMore(ChannelClosedException closed) {
        ActorTerminatedException exception =
                new ActorTerminatedException(
                        "actor " + path + " takes no more messages: it " + how(), failure());
        if (closed != null) {
            exception.addSuppressed(closed);
        }
        return exception;
    }

    /** For one that waits for its answer. */
    ActorTerminatedException hasNotAnswered() {
        return new ActorTerminatedException(
                "actor " + path + " has ended before it has answered: it " + how(), failure());
    }
}
