// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/** A receive or a reservation on a {@link ChannelModel}. */
final class ModelReceive extends ModelOperation {

    private final ChannelModel channel;
    private final boolean reserving;
    private final Patience patience;
    private ModelWait wait;

    ModelReceive(ChannelModel channel, boolean reserving, Patience patience) {
        this.channel = channel;
        this.reserving = reserving;
        this.patience = patience;
    }

    @Override
    void begin() {
        if (reserving) {
            reserved(channel.reserve());
        } else {
            received(channel.poll());
        }
        if (result != null) {
            return;
        }
        if (channel.isDrained()) {
            channel.counts.recvEpipe++;
            result = closed();
        } else if (patience.isNone()) {
            channel.counts.recvEagain++;
            result = Results.NONE;
        } else if (patience == Patience.MOMENT) {
            channel.counts.recvEtime++;
            result = Results.NONE;
        } else {
            wait = ModelWait.receiver(this, reserving);
            channel.receivers.add(wait);
        }
    }

    private void reserved(ModelReservation reservation) {
        if (reservation != null) {
            reserved = reservation;
            result = Results.received(reservation.element);
        }
    }

    private void received(Integer element) {
        if (element != null) {
            result = Results.received(element);
        }
    }

    private String closed() {
        return patience == Patience.OR_CLOSED ? Results.NONE : Results.closed(channel.cause);
    }

    @Override
    void goOn(ModelWait ended) {
        if (ended.outcome == ModelWait.Outcome.CLOSED) {
            result = closed();
        } else {
            reserved(ended.reservation);
            received(ended.element);
        }
    }

    @Override
    void stop() {
        channel.withdraw(wait);
        channel.counts.stopped++;
        result = Results.STOPPED;
    }
}
