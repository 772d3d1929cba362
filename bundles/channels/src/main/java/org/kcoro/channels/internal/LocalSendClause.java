// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.Selection;
import org.kcoro.channels.SendClause;
import org.kcoro.scheduler.Coroutine;

/** Sends to a channel in this JVM. */
final class LocalSendClause<E> extends SendClause<E> {

    private final LocalChannel<E> channel;
    private final Enrolment<E> enrolment;
    private final Waiter<E> waiter;

    LocalSendClause(LocalChannel<E> channel) {
        super(channel);
        this.channel = channel;
        this.enrolment = new Enrolment<>(channel, this, false);
        this.waiter = enrolment.waiter;
    }

    @Override
    public SendClause<E> element(E element) {
        waiter.size = element == null ? 0 : channel.sizeOf(element);
        waiter.element = element;
        return this;
    }

    @Override
    protected boolean hasElement() {
        return waiter.element != null;
    }

    @Override
    protected boolean recall() {
        ChannelState<E> state = channel.state();
        state.lock.lock();
        try {
            return state.reservations.recall(waiter);
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    protected void prepare() {
        // It keeps its element until it is chosen. What a flyweight holds may be another one now.
        if (waiter.element != null && channel.keepsValues()) {
            waiter.size = channel.sizeOf(waiter.element);
        }
    }

    @Override
    protected Attempt attempt() {
        return enrol(null);
    }

    @Override
    protected Attempt enrol(Selection selection) {
        Attempt attempt = enrolment.send(selection);
        if (attempt == Attempt.DONE) {
            given();
        }
        return attempt;
    }

    @Override
    protected void withdraw(boolean chosen) {
        if (!chosen) {
            enrolment.withdraw();
        } else if (waiter.outcome() == Waiter.Outcome.TRANSFERRED) {
            given();
        }
    }

    private void given() {
        E sent = waiter.element;
        if (sent != null) {
            waiter.element = null;
            channel.given(sent);
        }
    }

    @Override
    protected List<Coroutine<?>> peers() {
        return channel.waits().receivers().list();
    }

    @Override
    protected ChannelClosedException closedException() {
        return channel.closedForSend();
    }
}
