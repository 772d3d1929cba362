// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.Objects;

import org.kcoro.channels.internal.ChannelRegistry;
import org.kcoro.channels.internal.RegistrySettings;
import org.kcoro.port.Port;
import org.kcoro.port.Settings;

/** Settings of a registry of channels. Not thread-safe. */
public final class ChannelsBuilder {

    private String owner = "kcoro";
    private RegistrySettings settings = RegistrySettings.DEFAULTS;
    private Port port = Port.current();

    ChannelsBuilder() {}

    /**
     * Takes the settings {@code drainMillis}, {@code metrics}, {@code metricsCapacity}, {@code
     * metricsOperations} and {@code metricsMillis} where they are set.
     *
     * @throws IllegalArgumentException when a setting cannot be used, with its name
     */
    public ChannelsBuilder settings(Settings settings) {
        this.settings = this.settings.with(settings);
        return this;
    }

    /** The name of the owner; {@code kcoro} unless told. */
    public ChannelsBuilder owner(String owner) {
        this.owner = Objects.requireNonNull(owner, "owner");
        return this;
    }

    /**
     * How long {@link Channels#close} waits for receivers; one second unless told, zero for not at
     * all.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public ChannelsBuilder drain(Duration patience) {
        settings = settings.withDrain(patience);
        return this;
    }

    /**
     * Makes the channels that are created tell {@link Channels#metrics} what they count, except
     * those whose own settings name another feed; they tell nobody unless told.
     *
     * @param capacity how many events it keeps for its readers
     * @param operations as {@link MetricsFeed#operations}
     * @param interval as {@link MetricsFeed#interval}
     * @throws IllegalArgumentException as {@link MetricsFeed#create} throws it
     */
    public ChannelsBuilder metrics(int capacity, int operations, Duration interval) {
        settings = settings.withMetrics(capacity, operations, interval);
        return this;
    }

    /** Whose coarse clock stamps operations; the machine's that builds it, unless told. */
    public ChannelsBuilder port(Port port) {
        this.port = Objects.requireNonNull(port, "port");
        return this;
    }

    /** Makes the registry. The caller closes it. */
    public Channels build() {
        return new ChannelRegistry(owner, settings, port);
    }
}
