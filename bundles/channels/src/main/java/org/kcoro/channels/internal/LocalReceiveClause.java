// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Selection;
import org.kcoro.scheduler.Coroutine;

/** Receives from a channel in this JVM. */
final class LocalReceiveClause<E> extends ReceiveClause<E> {

    private final LocalChannel<E> channel;
    private final Enrolment<E> enrolment;
    private final Waiter<E> waiter;

    LocalReceiveClause(LocalChannel<E> channel) {
        super(channel);
        this.channel = channel;
        this.enrolment = new Enrolment<>(channel, this, false);
        this.waiter = enrolment.waiter;
    }

    @Override
    public E element() {
        if (waiter.element == null) {
            throw enrolment.notChosen("received");
        }
        return waiter.element;
    }

    @Override
    protected void prepare() {
        if (channel.keepsValues()) {
            // It has what the last round received, unless that was taken out.
            channel.checkReceive(waiter.into);
        }
        waiter.element = null;
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
    protected void waits() {
        channel.tellWatches();
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
