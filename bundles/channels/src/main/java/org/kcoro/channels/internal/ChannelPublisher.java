// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

import org.kcoro.channels.Channel;

/** Gives each subscriber the elements of a channel: of one for all, or of one of its own. */
public final class ChannelPublisher<E> implements Flow.Publisher<E> {

    /** For one that was refused. */
    private static final Flow.Subscription NONE =
            new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            };

    private final Launcher launcher;
    private final Supplier<? extends Channel<E>> channels;

    /** Whether a subscriber has the channel for itself, and closes it. */
    private final boolean ownChannel;

    public ChannelPublisher(
            Launcher launcher, Supplier<? extends Channel<E>> channels, boolean ownChannel) {
        this.launcher = launcher;
        this.channels = channels;
        this.ownChannel = ownChannel;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Channel<E> channel = channels.get();
        DemandSubscription<E> subscription = new DemandSubscription<>(channel, subscriber);
        try {
            launcher.launch("publish " + channel.name(), () -> serve(subscription, channel));
        } catch (RuntimeException refused) {
            leave(channel);
            subscriber.onSubscribe(NONE);
            subscriber.onError(refused);
        }
    }

    private void serve(DemandSubscription<E> subscription, Channel<E> channel) {
        try {
            subscription.serve();
        } finally {
            leave(channel);
        }
    }

    private void leave(Channel<E> channel) {
        if (ownChannel) {
            channel.cancel(null);
        }
    }
}
