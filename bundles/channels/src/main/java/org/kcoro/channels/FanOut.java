// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.kcoro.channels.internal.GroupSend;
import org.kcoro.channels.internal.LocalChannel;
import org.kcoro.channels.internal.Subscription;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * Sends each element to several channels: to as many as take it now, or to all of them at one
 * moment and else to none. Immutable; all methods may be called from any coroutine or thread.
 *
 * <p>A channel takes an element at a moment when a {@link Channel#trySend} would succeed: there is
 * room, it drops something by its overflow policy, or a receiver waits that does not reserve. All
 * or nothing needs such a moment for all channels together. One that waits for it stands in the
 * queue of no channel: elsewhere senders go before it, and a {@code tryReceive} does not find its
 * element. It wakes when a channel that had refused might take the element, not by polling.
 *
 * <p>The receivers of all channels get the same object, so it had better be immutable.
 *
 * @param <E> the type of the elements
 */
public final class FanOut<E> {

    private final List<Channel<E>> channels;

    /** In the order of their locks; null when one is not of this JVM. */
    private final List<LocalChannel<E>> locals;

    private final WaitReason reason;

    private FanOut(List<Channel<E>> channels) {
        this.channels = channels;
        this.locals = locals(channels);
        this.reason = new WaitReason("send", names(channels));
    }

    /**
     * A fan-out to some channels.
     *
     * @throws NullPointerException when a channel is null
     * @throws IllegalArgumentException when there is none, one stands there twice, or one is a
     *     subscription of a {@link Broadcast}, or a {@link FlyweightChannel}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // copied, and not written to
    public static <E> FanOut<E> to(Channel<E>... channels) {
        return to(Arrays.asList(channels));
    }

    /**
     * A fan-out to some channels, as {@link #to(Channel...)} makes it.
     *
     * @param channels copied
     */
    public static <E> FanOut<E> to(List<? extends Channel<E>> channels) {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException(
                    "a fan-out to no channel would lose every element; name one at least");
        }
        List<Channel<E>> checked = new ArrayList<>(channels.size());
        Set<Channel<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Channel<E> channel : channels) {
            if (channel == null) {
                throw new NullPointerException(
                        "fan-out: channel "
                                + checked.size()
                                + " of "
                                + names(channels)
                                + " is null");
            }
            if (!seen.add(channel)) {
                throw new IllegalArgumentException(
                        "fan-out: channel "
                                + channel.name()
                                + " stands there twice, and would get each element twice");
            }
            if (channel instanceof Subscription<?>) {
                throw new IllegalArgumentException(
                        "fan-out: channel "
                                + channel.name()
                                + " is a subscription, which receives only; send to its broadcast");
            }
            if (channel instanceof FlyweightChannel<?>) {
                throw new IllegalArgumentException(
                        "fan-out: channel "
                                + channel.name()
                                + " keeps its elements by value, so that each channel would own"
                                + " what one flyweight holds; send to each a flyweight of its own");
            }
            checked.add(channel);
        }
        return new FanOut<>(checked);
    }

    private static <E> List<LocalChannel<E>> locals(List<Channel<E>> channels) {
        List<LocalChannel<E>> locals = new ArrayList<>(channels.size());
        for (Channel<E> channel : channels) {
            if (!(channel instanceof LocalChannel<E> local)) {
                return null;
            }
            locals.add(local);
        }
        locals.sort(Comparator.comparingLong(channel -> channel.order));
        return locals;
    }

    private static String names(List<? extends Channel<?>> channels) {
        return channels.stream()
                .map(channel -> channel == null ? "null" : channel.name())
                .collect(Collectors.joining(", ", "channels ", ""));
    }

    // To as many as take it.

    /**
     * Best effort: tries to send an element to each channel, one after the other. One that is
     * closed takes nothing.
     *
     * @return how many have taken it
     * @throws ChannelClosedException when all are closed; it names the last one
     */
    public int trySendEach(E element) {
        long[] sizes = new long[channels.size()];
        for (int i = 0; i < sizes.length; i++) {
            // A sizer that fails does so before anything was sent.
            sizes[i] = sizeOf(element, channels.get(i));
        }
        int taken = 0;
        int closed = 0;
        ChannelClosedException last = null;
        for (int i = 0; i < sizes.length; i++) {
            try {
                taken += trySend(element, sizes[i], channels.get(i)) ? 1 : 0;
            } catch (ChannelClosedException e) {
                closed++;
                last = e;
            }
        }
        if (closed == sizes.length) {
            throw last;
        }
        return taken;
    }

    private long sizeOf(E element, Channel<E> channel) {
        checkElement(element);
        return channel instanceof LocalChannel<E> local ? local.sizeOf(element) : 0;
    }

    private boolean trySend(E element, long size, Channel<E> channel) {
        if (!(channel instanceof LocalChannel<E> local)) {
            return channel.trySend(element);
        }
        Attempt attempt = local.trySend(element, size);
        if (attempt == Attempt.CLOSED) {
            throw local.closedForSend();
        }
        return attempt == Attempt.DONE;
    }

    // All or nothing.

    /**
     * Sends an element to all channels, if all take it now.
     *
     * @return false when not all do; then nobody has it
     * @throws ChannelClosedException when one is closed; it names it, and nobody has the element
     * @throws UnsupportedOperationException when a channel is not of this JVM
     */
    public boolean trySend(E element) {
        GroupSend<E> send = new GroupSend<>(element, false);
        return sentOrThrow(attempt(send, sizes(element), null), send);
    }

    /**
     * Sends an element to all channels; waits until all take it at one moment.
     *
     * @throws ChannelClosedException when one is closed, or is closed while this waits; it names
     *     it, and nobody has the element
     * @throws UnsupportedOperationException when a channel is not of this JVM
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public void send(E element) throws InterruptedException {
        await(element, null);
    }

    /**
     * Sends as {@link #send(Object)} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return false when the timeout has passed; then nobody has the element
     */
    public boolean send(E element, Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    this + ": the timeout is negative: " + timeout + "; zero tries once");
        }
        return timeout.isZero() ? trySend(element) : await(element, timeout);
    }

    private boolean await(E element, Duration timeout) throws InterruptedException {
        long[] sizes = sizes(element);
        GroupSend<E> send = new GroupSend<>(element, false);
        Parker parker = Parker.current();
        return sentOrThrow(
                send.await(parker, reason, timeout, () -> attempt(send, sizes, parker)), send);
    }

    private Attempt attempt(GroupSend<E> send, long[] sizes, Parker watcher) {
        Attempt attempt = send.attempt(locals, sizes, watcher);
        send.finish();
        return attempt;
    }

    private boolean sentOrThrow(Attempt attempt, GroupSend<E> send) {
        if (attempt == Attempt.CLOSED) {
            throw send.closed().closedForSend();
        }
        return attempt == Attempt.DONE;
    }

    private long[] sizes(E element) {
        checkElement(element);
        if (locals == null) {
            throw new UnsupportedOperationException(
                    this
                            + ": "
                            + foreign()
                            + " is not a channel of this JVM, and cannot be sent to at one moment"
                            + " with others; trySendEach can do it one by one");
        }
        long[] sizes = new long[locals.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = locals.get(i).sizeOf(element);
        }
        return sizes;
    }

    private String foreign() {
        return channels.stream()
                .filter(channel -> !(channel instanceof LocalChannel<?>))
                .map(Channel::name)
                .findFirst()
                .orElseThrow();
    }

    private void checkElement(E element) {
        if (element == null) {
            throw new NullPointerException(this + ": the element is null");
        }
    }

    @Override
    public String toString() {
        return "fan-out to " + names(channels);
    }
}
