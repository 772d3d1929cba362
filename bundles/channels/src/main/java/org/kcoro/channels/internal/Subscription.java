// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.Queue;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.SendClause;
import org.kcoro.port.Port;

/** The receiving end of one subscriber of a broadcast: the broadcast alone sends to it. */
public final class Subscription<E> extends LocalChannel<E> {

    private final BroadcastState<E> broadcast;

    public Subscription(
            BroadcastState<E> broadcast,
            String name,
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            Consumer<? super E> onUndelivered,
            MetricsFeed feed,
            Port port) {
        super(name, kind, capacity, overflow, null, onUndelivered, feed, port);
        this.broadcast = broadcast;
    }

    @Override
    public boolean close(Throwable cause) {
        boolean closed = super.close(cause);
        broadcast.remove(this);
        return closed;
    }

    @Override
    public void cancel(Throwable cause) {
        super.cancel(cause);
        broadcast.remove(this);
    }

    private UnsupportedOperationException receivesOnly() {
        return new UnsupportedOperationException(
                this
                        + " is a subscription, which receives only; send to the broadcast "
                        + broadcast.name());
    }

    @Override
    public void send(E element) {
        throw receivesOnly();
    }

    @Override
    public boolean send(E element, Duration timeout) {
        throw receivesOnly();
    }

    @Override
    public boolean sendOrClosed(E element) {
        throw receivesOnly();
    }

    @Override
    public boolean trySend(E element) {
        throw receivesOnly();
    }

    @Override
    public int sendAll(Queue<? extends E> elements) {
        throw receivesOnly();
    }

    @Override
    public SendClause<E> newSendClause() {
        throw receivesOnly();
    }
}
