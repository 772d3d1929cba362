// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;

import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.port.Settings;

/**
 * Settings of a registry.
 *
 * @param drain how long its close waits for receivers
 * @param metrics whether its channels feed metrics, with what follows
 * @param metricsCapacity how many events the feed keeps
 * @param metricsOperations how many operations an event needs
 * @param metricsInterval after what time it needs fewer
 */
public record RegistrySettings(
        Duration drain,
        boolean metrics,
        int metricsCapacity,
        int metricsOperations,
        Duration metricsInterval) {

    private static final int DRAIN_MILLIS = 1_000;

    /** What counts unless told. */
    public static final RegistrySettings DEFAULTS =
            new RegistrySettings(
                    Duration.ofMillis(DRAIN_MILLIS),
                    false,
                    MetricsFeed.DEFAULT_CAPACITY,
                    MetricsFeed.DEFAULT_OPERATIONS,
                    Duration.ofMillis(MetricsFeed.DEFAULT_MILLIS));

    /** These, changed by those that are set. */
    public RegistrySettings with(Settings settings) {
        return new RegistrySettings(
                millis(settings, "drainMillis", drain),
                settings.flag("metrics", metrics),
                settings.integer(
                        "metricsCapacity", metricsCapacity, 1, ChannelBuilder.MAX_CAPACITY),
                settings.integer("metricsOperations", metricsOperations, 1, Integer.MAX_VALUE),
                millis(settings, "metricsMillis", metricsInterval));
    }

    private static Duration millis(Settings settings, String name, Duration unless) {
        int millis = settings.integer(name, -1, 0, Integer.MAX_VALUE);
        return millis < 0 ? unless : Duration.ofMillis(millis);
    }

    /**
     * @throws IllegalArgumentException when it is negative
     */
    public RegistrySettings withDrain(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException(
                    "setting drainMillis: the patience is negative: "
                            + patience
                            + "; zero does not wait");
        }
        return new RegistrySettings(
                patience, metrics, metricsCapacity, metricsOperations, metricsInterval);
    }

    /**
     * @throws IllegalArgumentException when a feed cannot be made of them
     */
    public RegistrySettings withMetrics(int capacity, int operations, Duration interval) {
        RegistrySettings changed =
                new RegistrySettings(drain, true, capacity, operations, interval);
        changed.newFeed("any");
        return changed;
    }

    /** A new feed by these settings, or null when there is to be none. */
    MetricsFeed newFeed(String name) {
        return metrics
                ? MetricsFeed.create(name, metricsCapacity, metricsOperations, metricsInterval)
                : null;
    }

    boolean hasSameMetrics(RegistrySettings other) {
        return equals(other.withDrain(drain));
    }
}
