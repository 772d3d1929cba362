// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.channels.ChannelKind;

/**
 * How one channel ends: the transitions C19 to C21 of docs/design/channels.md, and what waits for
 * the end. All methods are called under the lock of the channel.
 */
final class ChannelClosing<E> {

    private final ChannelState<E> state;
    private boolean cancelled;
    private Throwable cause;

    /** To run once nothing will ever be received again; null when there are none. */
    private List<Runnable> whenDrained;

    ChannelClosing(ChannelState<E> state) {
        this.state = state;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Why it was closed, or null. */
    Throwable cause() {
        return cause;
    }

    /** Closes for sending; false when it was closed. */
    boolean close(Throwable because) {
        if (!state.setClosed()) {
            return false;
        }
        cause = because;
        for (Waiter<E> sender = state.senders.claimFirst(null);
                sender != null;
                sender = state.senders.claimFirst(null)) {
            refuse(sender);
        }
        endIfDrained();
        return true;
    }

    /** Ends a sender that has left its queue, or whose element comes back. */
    void refuse(Waiter<E> sender) {
        state.counters.sendEpipe += sender.clause == null ? 1 : 0;
        end(sender);
    }

    /** Closes for receiving, and discards what is there. */
    void cancel(Throwable because) {
        close(because);
        cancelled = true;
        while (state.buffer.count() > 0) {
            state.counters.undelivered++;
            state.takeForNobody();
        }
        endIfDrained();
    }

    /** Ends those that receive once nothing will ever be received again. */
    void endIfDrained() {
        if (state.receivers.isEmpty() || !state.isDrained()) {
            return;
        }
        for (Waiter<E> receiver = state.receivers.claimFirst(null);
                receiver != null;
                receiver = state.receivers.claimFirst(null)) {
            state.counters.recvEpipe += receiver.clause == null ? 1 : 0;
            end(receiver);
        }
    }

    private void end(Waiter<E> waiter) {
        if (state.kind == ChannelKind.RENDEZVOUS) {
            state.counters.rvCancels++;
        }
        state.end(waiter, Waiter.Outcome.CLOSED);
    }

    /** Adds an action for the moment when it is drained; false when it is already. */
    boolean addWhenDrained(Runnable action) {
        if (state.isDrained()) {
            return false;
        }
        if (whenDrained == null) {
            whenDrained = new ArrayList<>();
        }
        whenDrained.add(action);
        return true;
    }

    /** The actions for the moment when it is drained, once that has come. */
    List<Runnable> takeWhenDrained() {
        if (whenDrained == null || !state.isDrained()) {
            return List.of();
        }
        List<Runnable> taken = whenDrained;
        whenDrained = null;
        return taken;
    }
}
