// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.List;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelMetrics;
import org.kcoro.channels.MetricsFeed;

/**
 * What the transitions of one channel leave to do after its lock: those to wake, those to tell, and
 * user code. It is taken under the lock and done outside.
 */
final class Aftermath<E> {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.channels");

    private final ChannelBase<E> channel;
    private final ChannelState<E> state;
    private final Waits<E> waits;
    private final Consumer<? super E> onUndelivered;

    /** Null when it feeds no metrics. */
    private final MetricsSource metrics;

    /**
     * @param onUndelivered null when nobody wants to know
     * @param feed null when it feeds no metrics
     */
    Aftermath(ChannelBase<E> channel, Consumer<? super E> onUndelivered, MetricsFeed feed) {
        this.channel = channel;
        this.state = channel.state();
        this.waits = channel.waits();
        this.onUndelivered = onUndelivered;
        this.metrics = feed == null ? null : new MetricsSource(channel.name(), feed);
    }

    /** Releases the lock, and does all. */
    void unlockAndRun() {
        Waiter<E> woken = state.takeWoken();
        boolean noted = woken != null && state.counters.isSampled();
        List<E> undelivered = takeUndelivered();
        RoomWatch fired = state.takeFired();
        ChannelMetrics event = takeMetrics();
        List<Runnable> drained = state.isClosed() ? state.closing.takeWhenDrained() : List.of();
        state.lock.unlock();
        wake(woken, noted);
        RoomWatch.tell(fired);
        emit(event);
        report(undelivered);
        for (int i = 0; i < drained.size(); i++) {
            drained.get(i).run();
        }
    }

    // Under the lock.

    /** What was discarded and somebody wants to know. */
    List<E> takeUndelivered() {
        return onUndelivered == null ? List.of() : state.takeUndelivered();
    }

    /** An event for the feed, or null. */
    ChannelMetrics takeMetrics() {
        if (!state.counters.metricsDue) {
            return null;
        }
        state.counters.metricsDue = false;
        return metrics == null ? null : metrics.consider(state.counters);
    }

    // Outside.

    /**
     * Wakes one whose wait has ended, and those behind it.
     *
     * @param noted whether the caller is noted as the one who has ended it
     */
    void wake(Waiter<E> first, boolean noted) {
        for (Waiter<E> woken = first; woken != null; ) {
            // Read first: one that was woken may be used again.
            Waiter<E> next = woken.nextWoken;
            woken.nextWoken = null;
            if (noted) {
                waits.noteCounterpart(woken);
            }
            woken.wake();
            woken = next;
        }
    }

    /** Tells the feed, if there is an event for it. */
    void emit(ChannelMetrics event) {
        if (event != null) {
            metrics.emit(event);
        }
    }

    /** Hands over what was discarded. */
    void report(List<E> undelivered) {
        for (int i = 0; i < undelivered.size(); i++) {
            report(undelivered.get(i));
        }
    }

    private void report(E element) {
        try {
            onUndelivered.accept(element);
        } catch (Throwable e) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    channel + ": the action for an element that is not delivered has failed",
                    e);
        }
    }
}
