// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Reservation;

/** A reserved element of a channel in this JVM. */
final class LocalReservation<E> implements Reservation<E> {

    private final LocalChannel<E> channel;
    private final E element;
    private final long size;

    /** Who waits for the outcome, or null. */
    private final Waiter<E> sender;

    /** Written under the channel's lock. */
    private volatile boolean ended;

    /**
     * @param reserved what was reserved
     */
    LocalReservation(LocalChannel<E> channel, Waiter<E> reserved) {
        this.channel = channel;
        this.element = reserved.element;
        this.size = reserved.size;
        this.sender = reserved.sender;
    }

    @Override
    public E element() {
        return element;
    }

    @Override
    public void commit() {
        ChannelState<E> state = channel.state();
        boolean committed;
        state.lock.lock();
        try {
            checkNotEnded();
            ended = true;
            committed = state.reservations.commit(size, sender);
        } finally {
            channel.unlockAndWake();
        }
        if (!committed) {
            channel.givenBack(element);
            throw new IllegalStateException(
                    channel + ": the sender of a reserved element could not wait, and has kept it");
        }
    }

    @Override
    public void abort() {
        abort(true);
    }

    @Override
    public void close() {
        abort(false);
    }

    private void abort(boolean strictly) {
        ChannelState<E> state = channel.state();
        if (channel.keepsValues() && !ended) {
            channel.checkSend(element);
        }
        state.lock.lock();
        try {
            if (ended && !strictly) {
                return;
            }
            checkNotEnded();
            ended = true;
            state.reservations.abort(element, size, sender);
        } finally {
            channel.unlockAndWake();
        }
        channel.givenBack(element);
        if (sender != null && sender.clause == null) {
            // It waits again, and its deadline or a stop may have come meanwhile.
            sender.parker.unpark();
        }
    }

    private void checkNotEnded() {
        if (ended) {
            throw new IllegalStateException(
                    channel + ": this reservation was committed or aborted before");
        }
    }
}
