// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;

/**
 * Where channels tell what they count: a buffered channel of {@link ChannelMetrics}, fed by any
 * number of channels that were {@linkplain ChannelBuilder#metrics built for it}.
 *
 * <p>A channel considers an event every {@value #CONSIDERED_EVERY} operations that have succeeded,
 * and sends one if so many were done since its last event, or so much time has passed, as the feed
 * wants. Whoever has done the operation sends it, after that operation and without waiting: where
 * the feed is full or closed, the event is dropped, and what it would have told is in the next. So
 * a slow reader costs events, never sums; and what is done after the last event is in the channel's
 * {@link Channel#snapshot} alone.
 *
 * <p>The feed's own channel feeds nobody. Its owner closes it; the channels that feed it go on.
 * Thread-safe.
 */
public final class MetricsFeed {

    /** After how many operations a channel considers an event. */
    public static final int CONSIDERED_EVERY = 1_024;

    /** How many operations an event needs, unless told. */
    public static final int DEFAULT_OPERATIONS = 1_024;

    /** After what time, in milliseconds, an event needs fewer operations, unless told. */
    public static final int DEFAULT_MILLIS = 50;

    /** How many events the feed keeps, unless told. */
    public static final int DEFAULT_CAPACITY = 64;

    private final Channel<ChannelMetrics> events;
    private final int operations;
    private final Duration interval;

    private MetricsFeed(Channel<ChannelMetrics> events, int operations, Duration interval) {
        this.events = events;
        this.operations = operations;
        this.interval = interval;
    }

    /** A feed with the defaults. */
    public static MetricsFeed create(String name) {
        return create(
                name, DEFAULT_CAPACITY, DEFAULT_OPERATIONS, Duration.ofMillis(DEFAULT_MILLIS));
    }

    /**
     * A feed.
     *
     * @param name the name of its channel
     * @param capacity how many events it keeps for its readers
     * @param operations how many operations since its last event make a channel send another
     * @param interval what time since its last event makes it so too, with fewer operations; zero
     *     sends one each time that one is considered
     * @throws IllegalArgumentException when the capacity is none of a buffered channel, when the
     *     number of operations is not at least 1, or when the interval is negative
     */
    public static MetricsFeed create(String name, int capacity, int operations, Duration interval) {
        if (operations < 1) {
            throw new IllegalArgumentException(
                    "metrics feed "
                            + name
                            + ": an event after "
                            + operations
                            + " operations; it must be at least 1");
        }
        if (interval.isNegative()) {
            throw new IllegalArgumentException(
                    "metrics feed "
                            + name
                            + ": the interval is negative: "
                            + interval
                            + "; zero sends an event each time that one is considered");
        }
        return new MetricsFeed(
                Channel.<ChannelMetrics>builder(name).buffered(capacity).build(),
                operations,
                interval);
    }

    /** The channel of events; reading it from several coroutines or threads shares them out. */
    public Channel<ChannelMetrics> events() {
        return events;
    }

    /** How many operations since its last event make a channel send another. */
    public int operations() {
        return operations;
    }

    /** What time since its last event makes a channel send another with fewer operations. */
    public Duration interval() {
        return interval;
    }

    @Override
    public String toString() {
        return "metrics feed " + events.name();
    }
}
