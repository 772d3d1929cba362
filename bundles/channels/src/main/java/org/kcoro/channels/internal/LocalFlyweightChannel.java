// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ElementAction;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.port.Port;

/**
 * A channel in this JVM that keeps its elements by value. It is a {@link LocalChannel} with a
 * layout; what is its own are the receives, and that senders are told what they have given.
 */
public final class LocalFlyweightChannel<E> extends LocalChannel<E> implements FlyweightChannel<E> {

    private final FlyweightLayout<E> layout;
    private final FlyweightBatches<E> batches;

    /**
     * @param sizer null when bytes are not counted
     * @param onUndelivered null when nobody wants to know
     * @param feed null when it feeds no metrics
     */
    public LocalFlyweightChannel(
            String name,
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            ToLongFunction<? super E> sizer,
            Consumer<? super E> onUndelivered,
            MetricsFeed feed,
            FlyweightLayout<E> layout,
            Port port) {
        super(name, kind, capacity, overflow, sizer, onUndelivered, feed, layout, port);
        this.layout = layout;
        this.batches = new FlyweightBatches<>(this, sizer != null);
    }

    /** How many elements of so many words a channel can keep at most. */
    public static int maxCapacity(int words) {
        return ElementBuffer.maxCapacity(words);
    }

    @Override
    public FlyweightLayout<E> layout() {
        return layout;
    }

    // Sending.

    @Override
    void given(E sent) {
        layout.given(sent);
    }

    @Override
    void givenBack(E reserved) {
        layout.givenBack(reserved);
    }

    private boolean given(boolean done, E element) {
        if (done) {
            layout.given(element);
        }
        return done;
    }

    @Override
    public void send(E element) throws InterruptedException {
        super.send(element);
        layout.given(element);
    }

    @Override
    public boolean sendOrClosed(E element) throws InterruptedException {
        return given(super.sendOrClosed(element), element);
    }

    @Override
    public boolean send(E element, Duration timeout) throws InterruptedException {
        return given(super.send(element, timeout), element);
    }

    @Override
    public boolean trySend(E element) {
        return given(super.trySend(element), element);
    }

    @Override
    public int sendSome(E[] elements, int from, int to) throws InterruptedException {
        return batches.send(elements, from, to);
    }

    // Receiving.

    @Override
    public void receiveInto(E into) throws InterruptedException {
        checkReceive(into);
        receive(into, Waits.NEVER, true);
    }

    @Override
    public boolean receiveInto(E into, Duration timeout) throws InterruptedException {
        checkReceive(into);
        return receive(into, deadlineAfter(timeout), true) != null;
    }

    @Override
    public boolean receiveIntoOrClosed(E into) throws InterruptedException {
        checkReceive(into);
        return receive(into, Waits.NEVER, false) != null;
    }

    @Override
    public boolean tryReceiveInto(E into) {
        checkReceive(into);
        return tryReceive(into) != null;
    }

    @Override
    public int receiveSome(E[] into, int from, int to) throws InterruptedException {
        return batches.receive(into, from, to);
    }

    // What would have to make the element that it answers.

    private UnsupportedOperationException useInstead(String asked, String instead) {
        return new UnsupportedOperationException(
                this
                        + " keeps its elements by value, and "
                        + asked
                        + " has no flyweight to receive into; use "
                        + instead);
    }

    @Override
    public E receive() {
        throw useInstead("receive()", "receiveInto(flyweight)");
    }

    @Override
    public E receive(Duration timeout) {
        throw useInstead("receive(timeout)", "receiveInto(flyweight, timeout)");
    }

    @Override
    public E receiveOrClosed() {
        throw useInstead("receiveOrClosed()", "receiveIntoOrClosed(flyweight)");
    }

    @Override
    public E tryReceive() {
        throw useInstead("tryReceive()", "tryReceiveInto(flyweight)");
    }

    @Override
    public List<E> receiveUpTo(int max, Duration linger) {
        throw useInstead("receiveUpTo(max, linger)", "receiveSome(flyweights, from, to)");
    }

    @Override
    public <X extends Exception> void receiveEach(ElementAction<? super E, X> action) {
        throw useInstead("receiveEach(action)", "receiveIntoOrClosed(flyweight) in a loop");
    }
}
