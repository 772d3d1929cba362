// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;

/**
 * Sends what a publisher gives to a channel. The publisher's threads never wait: they put elements
 * into an inbox, which the demand bounds; a coroutine sends them on.
 */
public final class ChannelSubscriber<E> implements Flow.Subscriber<E> {

    private final Launcher launcher;
    private final Channel<E> channel;
    private final Channel<E> inbox;

    /** How many elements may be on their way. */
    private final int window;

    private final AtomicBoolean subscribed = new AtomicBoolean();

    public ChannelSubscriber(Launcher launcher, Channel<E> channel, int window) {
        this.launcher = launcher;
        this.channel = channel;
        this.window = window;
        this.inbox = Channel.unlimited(channel.name() + " (inbox)");
    }

    // Called by the publisher.

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (!subscribed.compareAndSet(false, true)) {
            subscription.cancel();
            return;
        }
        try {
            launcher.launch("feed " + channel.name(), () -> feed(subscription));
        } catch (RuntimeException refused) {
            end(subscription, refused);
        }
    }

    @Override
    public void onNext(E element) {
        Objects.requireNonNull(element, "element");
        try {
            inbox.trySend(element);
        } catch (ChannelClosedException late) {
            // After its end, or ours: rule 2.8 wants us to bear it, 2.13 not to throw.
        }
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        inbox.close(failure);
    }

    @Override
    public void onComplete() {
        inbox.close();
    }

    // What the coroutine does.

    private void feed(Flow.Subscription subscription) throws InterruptedException {
        try {
            subscription.request(window);
            int sent = 0;
            for (E element = ChannelEnd.receiveOrEnd(inbox);
                    element != null;
                    element = ChannelEnd.receiveOrEnd(inbox)) {
                if (!channel.sendOrClosed(element)) {
                    end(subscription, null);
                    return;
                }
                // In halves, so that elements come while others are sent.
                if (++sent >= (window + 1) / 2) {
                    subscription.request(sent);
                    sent = 0;
                }
            }
            channel.close();
        } catch (ChannelClosedException ofPublisher) {
            channel.close(ofPublisher.getCause());
        } catch (Throwable stop) {
            end(subscription, stop);
            throw stop;
        }
    }

    private void end(Flow.Subscription subscription, Throwable cause) {
        subscription.cancel();
        inbox.cancel(cause);
        channel.close(cause);
    }
}
