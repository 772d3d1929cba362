// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

import org.kcoro.channels.internal.ChannelPublisher;
import org.kcoro.channels.internal.ChannelSubscriber;
import org.kcoro.channels.internal.Launcher;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Scope;

/**
 * Channels and the publishers and subscribers of reactive streams, as {@link Flow} has them. Each
 * subscription is served by one coroutine, which parks while there is no demand, no element or no
 * room; no thread waits for it. In a scope it is a child, so that the scope ends when its
 * subscriptions have ended, and cancels them when it is cancelled.
 *
 * <p>The close of a channel is {@code onComplete}, with a cause {@code onError}, and the other way
 * round. All methods, and what they answer, may be used from any coroutine or thread. Rules are
 * cited by their numbers in the reactive-streams specification, version 1.0.4.
 */
public final class FlowBridge {

    private FlowBridge() {}

    // From channels.

    /**
     * Publishes what is received from a channel. Several subscribers share its elements: each goes
     * to one of them. An element is received only when its subscriber has requested it; a cancel
     * leaves the others in the channel, and the channel open.
     *
     * <p>All signals, {@code onSubscribe} included, come from the coroutine, which may wait in
     * them. A cancel from elsewhere makes a wait of {@code onNext} throw, as the cancel of a
     * coroutine does. After a failure of {@code onNext} or {@code onSubscribe} the subscription is
     * cancelled, and the failure goes to the failure handler of the scheduler (rule 2.13). When the
     * coroutine is cancelled, as at the shutdown of the scheduler, the subscriber is told by {@code
     * onError}; when it cannot be launched, too. The end of a channel of another kind than those of
     * this JVM shows at the next request only.
     *
     * @param dispatcher where the coroutines run
     */
    public static <E> Flow.Publisher<E> publisher(Dispatcher dispatcher, Channel<E> channel) {
        return of(on(dispatcher), channel);
    }

    /**
     * Publishes as {@link #publisher(Dispatcher, Channel)} does, in a scope. A failure of a
     * subscriber is the failure of a child.
     */
    public static <E> Flow.Publisher<E> publisher(Scope scope, Channel<E> channel) {
        return of(in(scope), channel);
    }

    private static <E> Flow.Publisher<E> of(Launcher launcher, Channel<E> channel) {
        Objects.requireNonNull(channel, "channel");
        return new ChannelPublisher<>(launcher, () -> channel, false);
    }

    /**
     * Publishes what is sent to a broadcast: each subscriber gets all elements from its {@code
     * subscribe} on. It has a subscription of its own, which is cancelled when it ends. A
     * subscriber that does not request holds up the senders, unless the settings say otherwise.
     *
     * @param dispatcher where the coroutines run
     * @param settings gives the settings of each subscription, as {@link Broadcast#subscribe} takes
     *     them; called by {@code subscribe}
     */
    public static <E> Flow.Publisher<E> publisher(
            Dispatcher dispatcher, Broadcast<E> broadcast, Supplier<ChannelBuilder<E>> settings) {
        return of(on(dispatcher), broadcast, settings);
    }

    /** Publishes as {@link #publisher(Dispatcher, Broadcast, Supplier)} does, in a scope. */
    public static <E> Flow.Publisher<E> publisher(
            Scope scope, Broadcast<E> broadcast, Supplier<ChannelBuilder<E>> settings) {
        return of(in(scope), broadcast, settings);
    }

    private static <E> Flow.Publisher<E> of(
            Launcher launcher, Broadcast<E> broadcast, Supplier<ChannelBuilder<E>> settings) {
        Objects.requireNonNull(broadcast, "broadcast");
        Objects.requireNonNull(settings, "settings");
        return new ChannelPublisher<>(launcher, () -> broadcast.subscribe(settings.get()), true);
    }

    // Into channels.

    /**
     * A subscriber that sends what it gets to a channel, in order, and closes the channel at the
     * end. It never blocks a thread of the publisher. It is for one subscription; a second one is
     * cancelled (rule 2.5).
     *
     * <p>When the channel is closed by others, or the coroutine is cancelled, the subscription is
     * cancelled, at the latest with the next element; elements that were requested and not yet sent
     * are lost then, up to the window. A cancelled coroutine closes the channel with that cause.
     *
     * @param dispatcher where the coroutine runs
     * @param window how many elements may be requested and not yet sent, at least 1
     * @throws IllegalArgumentException when the window is less
     */
    public static <E> Flow.Subscriber<E> subscriber(
            Dispatcher dispatcher, Channel<E> channel, int window) {
        return of(on(dispatcher), channel, window);
    }

    /** A subscriber as {@link #subscriber(Dispatcher, Channel, int)} makes it, in a scope. */
    public static <E> Flow.Subscriber<E> subscriber(Scope scope, Channel<E> channel, int window) {
        return of(in(scope), channel, window);
    }

    private static <E> Flow.Subscriber<E> of(Launcher launcher, Channel<E> channel, int window) {
        if (window < 1) {
            throw new IllegalArgumentException(
                    "channel "
                            + channel.name()
                            + ": a subscriber with a window of "
                            + window
                            + " would never get an element; it must be at least 1");
        }
        return new ChannelSubscriber<>(launcher, channel, window);
    }

    private static Launcher on(Dispatcher dispatcher) {
        Objects.requireNonNull(dispatcher, "dispatcher");
        return dispatcher::launch;
    }

    private static Launcher in(Scope scope) {
        Objects.requireNonNull(scope, "scope");
        return scope::launch;
    }
}
