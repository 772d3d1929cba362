// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.Selection;

/**
 * The elements of one channel that are reserved, and the transitions C4, C13 and C15 to C18 of
 * docs/design/channels.md. All methods are called under the lock of the channel.
 */
final class Reservations<E> {

    private final ChannelState<E> state;

    /** How many are of senders that wait for the outcome; the others are out of the buffer. */
    private int ofSenders;

    Reservations(ChannelState<E> state) {
        this.state = state;
    }

    /** Elements that are reserved, wherever they came from. */
    int count() {
        return state.reservedSlots + ofSenders;
    }

    /** Whether, as far as the counts tell, none was returned twice. */
    boolean isSound() {
        return state.reservedSlots >= 0 && ofSenders >= 0;
    }

    // Reserving.

    /**
     * Reserves without waiting.
     *
     * @param receiver filled with the element, its size, and its sender if that goes on waiting
     * @param self the round of the caller, or null
     * @return false when there is nothing
     */
    boolean reserve(Waiter<E> receiver, Selection self) {
        if (state.buffer.count() > 0) {
            receiver.size = state.buffer.firstSize();
            receiver.element = state.buffer.take(receiver.into);
            state.reservedSlots++;
            return true;
        }
        Waiter<E> sender = state.senders.claimFirst(self);
        if (sender == null) {
            return false;
        }
        hold(receiver, sender);
        return true;
    }

    /** Gives a receiver that reserves the element of a sender that waits for the outcome. */
    void giveOnApproval(Waiter<E> receiver, Waiter<E> sender) {
        hold(receiver, sender);
        state.end(receiver, Waiter.Outcome.TRANSFERRED);
    }

    private void hold(Waiter<E> receiver, Waiter<E> sender) {
        receiver.element = state.buffer.move(sender.element, receiver.into);
        receiver.size = sender.size;
        receiver.sender = sender;
        ofSenders++;
        sender.setOutcome(Waiter.Outcome.RESERVED);
    }

    // Ending a reservation.

    /**
     * Ends a reservation with its receipt.
     *
     * @param sender whose element it is while it waits, or null
     * @return false when the sender could not wait and has left with its element
     */
    boolean commit(long size, Waiter<E> sender) {
        if (sender == null) {
            state.reservedSlots--;
            state.counters.received(size);
            state.admitSenders(null);
            state.closing.endIfDrained();
            return true;
        }
        if (sender.outcome() != Waiter.Outcome.RESERVED) {
            return false;
        }
        ofSenders--;
        state.counters.sent(size);
        state.counters.received(size);
        state.end(sender, Waiter.Outcome.TRANSFERRED);
        return true;
    }

    /** Ends a reservation and returns its element; the arguments are those of {@link #commit}. */
    void abort(E element, long size, Waiter<E> sender) {
        if (sender == null) {
            state.reservedSlots--;
            returnElement(element, size);
            state.closing.endIfDrained();
        } else if (sender.outcome() == Waiter.Outcome.RESERVED) {
            ofSenders--;
            returnToSender(sender);
        }
    }

    private void returnElement(E element, long size) {
        if (state.closing.isCancelled()
                || state.kind == ChannelKind.CONFLATED && state.buffer.count() > 0) {
            state.counters.undelivered++;
            state.keepUndelivered(element);
            return;
        }
        Waiter<E> receiver = state.receivers.claimFirst(null);
        if (receiver == null) {
            state.buffer.addFirst(element, size);
        } else {
            state.give(receiver, element, size);
            state.admitSenders(null);
        }
    }

    private void returnToSender(Waiter<E> sender) {
        if (state.isClosed()) {
            state.closing.refuse(sender);
            return;
        }
        if (sender.clause != null) {
            state.end(sender, Waiter.Outcome.WITHDRAWN);
            return;
        }
        Waiter<E> receiver = state.receivers.claimFirst(null);
        if (receiver == null && state.hasRoom()) {
            // It has come free meanwhile; those that came later may stand there already.
            state.counters.sent(sender.size);
            state.buffer.addFirst(sender.element, sender.size);
            state.end(sender, Waiter.Outcome.TRANSFERRED);
        } else if (receiver == null) {
            sender.setOutcome(Waiter.Outcome.WAITING);
            state.senders.addFirst(sender);
        } else if (receiver.reserving) {
            giveOnApproval(receiver, sender);
        } else {
            state.counters.sent(sender.size);
            state.give(receiver, sender.element, sender.size);
            state.end(sender, Waiter.Outcome.TRANSFERRED);
        }
    }

    /** Takes a sender that cannot wait for an outcome back from the one that has reserved it. */
    boolean recall(Waiter<E> sender) {
        if (sender.outcome() != Waiter.Outcome.RESERVED) {
            return false;
        }
        ofSenders--;
        sender.setOutcome(Waiter.Outcome.WITHDRAWN);
        return true;
    }
}
