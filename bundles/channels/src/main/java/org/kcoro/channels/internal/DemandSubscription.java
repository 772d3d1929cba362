// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * One subscriber of a channel that is bridged to a publisher. A coroutine gives it all signals, so
 * they come one after another: it waits for demand, then for an element.
 */
public final class DemandSubscription<E> implements Flow.Subscription {

    /** Elements after which the coroutine lets others run. */
    private static final int TURN = 64;

    private final Channel<E> channel;
    private final WaitReason reason;
    private final AtomicLong demand = new AtomicLong();

    /** Null once the subscription has ended, so that nobody keeps the subscriber. */
    private volatile Flow.Subscriber<? super E> subscriber;

    private volatile Coroutine<?> coroutine;
    private volatile boolean cancelled;

    /** What a request that is against the rules has come to, or null. */
    private volatile IllegalArgumentException refused;

    /** The coroutine, while it waits for demand. */
    private volatile Parker waiting;

    public DemandSubscription(Channel<E> channel, Flow.Subscriber<? super E> subscriber) {
        this.channel = channel;
        this.subscriber = subscriber;
        this.reason = new WaitReason("demand", "subscriber of channel " + channel.name());
    }

    // Called by the subscriber, on any thread.

    @Override
    public void request(long count) {
        if (count <= 0) {
            refused =
                    new IllegalArgumentException(
                            "channel "
                                    + channel.name()
                                    + ": a subscriber has requested "
                                    + count
                                    + " elements; rule 3.9 wants more than zero");
            stop();
            return;
        }
        demand.accumulateAndGet(count, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
        Parker parker = waiting;
        if (parker != null) {
            parker.unpark();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop();
    }

    /**
     * Ends its wait; one that does not wait, but calls the subscriber, sees the reason after it.
     */
    private void stop() {
        Coroutine<?> serving = coroutine;
        if (serving != null && serving != Coroutine.current()) {
            serving.cancel();
        }
    }

    // What the coroutine does.

    /** Gives the subscriber what the channel gives, until one of them ends. */
    public void serve() {
        Flow.Subscriber<? super E> to = subscriber;
        coroutine = Coroutine.current();
        try {
            to.onSubscribe(this);
            for (int served = 1; ; served++) {
                E element;
                try {
                    element = next(served % TURN == 0);
                } catch (Throwable failure) {
                    signal(to, failure);
                    return;
                }
                if (element == null) {
                    if (!cancelled) {
                        to.onComplete();
                    }
                    return;
                }
                to.onNext(element);
            }
        } finally {
            cancelled = true;
            subscriber = null;
            coroutine = null;
        }
    }

    private void signal(Flow.Subscriber<? super E> to, Throwable failure) {
        if (refused != null) {
            to.onError(refused);
        } else if (!cancelled) {
            to.onError(failure instanceof ChannelClosedException ? failure.getCause() : failure);
        }
    }

    /** The next element, or null at the end of the channel or the subscription. */
    private E next(boolean yields) throws InterruptedException {
        if (yields) {
            Coroutine.yield();
        }
        awaitDemand();
        if (cancelled) {
            return null;
        }
        E element = ChannelEnd.receiveOrEnd(channel);
        demand.updateAndGet(now -> now == Long.MAX_VALUE || now == 0 ? now : now - 1);
        return element;
    }

    /** Waits for demand, or for an end. */
    private void awaitDemand() throws InterruptedException {
        Parker parker = Parker.current();
        RoomWatch end = null;
        waiting = parker;
        try {
            while (!cancelled) {
                if (refused != null) {
                    throw new CancellationException(refused.getMessage());
                }
                if (demand.get() > 0) {
                    return;
                }
                if (channel instanceof LocalChannel<E> local) {
                    local.unwatch(end);
                    end = local.watchClose(parker);
                }
                if (channel.isClosedForReceive()) {
                    return;
                }
                parker.checkStop();
                parker.park(reason);
            }
        } finally {
            waiting = null;
            if (channel instanceof LocalChannel<E> local) {
                local.unwatch(end);
            }
        }
    }
}
