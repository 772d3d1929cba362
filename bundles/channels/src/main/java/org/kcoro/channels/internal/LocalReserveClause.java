// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.Selection;
import org.kcoro.scheduler.Coroutine;

/** Reserves in a channel in this JVM. */
final class LocalReserveClause<E> extends ReserveClause<E> {

    private final LocalChannel<E> channel;
    private final Enrolment<E> enrolment;
    private final Waiter<E> waiter;
    private Reservation<E> reservation;

    LocalReserveClause(LocalChannel<E> channel) {
        super(channel);
        this.channel = channel;
        this.enrolment = new Enrolment<>(channel, this, true);
        this.waiter = enrolment.waiter;
    }

    @Override
    public Reservation<E> reservation() {
        if (waiter.element == null) {
            throw enrolment.notChosen("reserved");
        }
        if (reservation == null) {
            reservation = new LocalReservation<>(channel, waiter);
        }
        return reservation;
    }

    @Override
    protected void prepare() {
        if (waiter.element != null) {
            // The flyweight of the last round is that reservation's.
            waiter.into = channel.state().newFlyweight();
        }
        waiter.element = null;
        waiter.sender = null;
        reservation = null;
    }

    @Override
    protected Attempt attempt() {
        return enrol(null);
    }

    @Override
    protected Attempt enrol(Selection selection) {
        return enrolment.receive(selection);
    }

    @Override
    protected void withdraw(boolean chosen) {
        if (!chosen) {
            enrolment.withdraw();
        }
    }

    @Override
    protected List<Coroutine<?>> peers() {
        return channel.waits().senders().list();
    }

    @Override
    protected ChannelClosedException closedException() {
        return channel.closedForReceive();
    }
}
