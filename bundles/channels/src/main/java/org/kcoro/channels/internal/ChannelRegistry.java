// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelMetrics;
import org.kcoro.channels.Channels;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.NamedChannel;
import org.kcoro.port.Port;

/**
 * Channels of this JVM by name, as one owner sees them. The names are those of the whole registry,
 * which its own owner has, and shares.
 */
public final class ChannelRegistry implements Channels {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.channels");
    private static final String METRICS = "metrics";

    private final String owner;
    private final Port port;

    /** That which this one shares; this, if it shares none. */
    private final ChannelRegistry whole;

    private final ConcurrentMap<String, RegisteredChannel> byName;

    private volatile boolean closed;

    // Of the whole.
    private volatile RegistrySettings settings;
    private volatile MetricsFeed feed;

    public ChannelRegistry(String owner, RegistrySettings settings, Port port) {
        this.owner = owner;
        this.port = port;
        this.whole = this;
        this.byName = new ConcurrentHashMap<>();
        this.settings = settings;
        this.feed = settings.newFeed(METRICS);
    }

    private ChannelRegistry(String owner, ChannelRegistry whole) {
        this.owner = owner;
        this.port = whole.port;
        this.whole = whole;
        this.byName = whole.byName;
    }

    /** The settings of the whole. */
    public RegistrySettings settings() {
        return whole.settings;
    }

    /**
     * Changes the settings while it runs. Another feed is for the channels that are created from
     * now on; the one before is closed. Called by one at a time.
     */
    public void reconfigure(RegistrySettings changed) {
        boolean sameFeed = settings.hasSameMetrics(changed);
        settings = changed;
        if (!sameFeed) {
            MetricsFeed before = feed;
            feed = changed.newFeed(METRICS);
            close(before);
        }
    }

    private static void close(MetricsFeed feed) {
        if (feed != null) {
            feed.events().close();
        }
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Channels share(String owner) {
        ChannelRegistry share = new ChannelRegistry(Objects.requireNonNull(owner, "owner"), whole);
        checkOpen();
        return share;
    }

    private boolean isClosed() {
        return closed || whole.closed;
    }

    private void checkOpen() {
        if (isClosed()) {
            throw new IllegalStateException(
                    "the channels of "
                            + owner
                            + " were closed; nothing is created or opened there");
        }
    }

    // By name.

    @Override
    public <E> Channel<E> create(String name, Class<E> type, Consumer<ChannelBuilder<E>> settings) {
        Class<E> elements = wrapped(type);
        checkOpen();
        ChannelBuilder<E> builder = Channel.<E>builder(name).port(port);
        MetricsFeed metrics = whole.feed;
        if (metrics != null) {
            builder.metrics(metrics);
        }
        settings.accept(builder);
        LocalChannel<E> channel = (LocalChannel<E>) builder.build();
        RegisteredChannel entry = new RegisteredChannel(this, elements, channel);
        RegisteredChannel before = byName.putIfAbsent(name, entry);
        if (before != null) {
            throw new IllegalStateException(
                    before + ", has this name already; open it, or take another name");
        }
        channel.whenDrained(() -> byName.remove(name, entry));
        if (isClosed()) {
            // Its end has perhaps not seen this channel.
            channel.cancel(new OwnerClosedException(owner));
            checkOpen();
        }
        return channel;
    }

    /** A primitive type stands for that of its objects. */
    @SuppressWarnings("unchecked") // the class of int is a Class<Integer>
    private static <E> Class<E> wrapped(Class<E> type) {
        Objects.requireNonNull(type, "type");
        return (Class<E>) MethodType.methodType(type).wrap().returnType();
    }

    @Override
    public <E> Channel<E> open(String name, Class<E> type) {
        Channel<E> channel = tryOpen(name, type);
        if (channel == null) {
            throw new NoSuchElementException(
                    "there is no channel "
                            + name
                            + "; create it first, or open one of "
                            + new TreeSet<>(byName.keySet()));
        }
        return channel;
    }

    @Override
    public <E> Channel<E> tryOpen(String name, Class<E> type) {
        Objects.requireNonNull(name, "name");
        Class<E> elements = wrapped(type);
        checkOpen();
        RegisteredChannel entry = byName.get(name);
        return entry == null ? null : entry.as(elements);
    }

    @Override
    public List<NamedChannel> list() {
        return byName.values().stream()
                .map(RegisteredChannel::list)
                .sorted(Comparator.comparing((NamedChannel each) -> each.snapshot().name()))
                .toList();
    }

    @Override
    public boolean close(String name) {
        RegisteredChannel entry = byName.get(name);
        return entry != null && entry.channel().close();
    }

    @Override
    public Channel<ChannelMetrics> metrics() {
        MetricsFeed metrics = whole.feed;
        return metrics == null ? null : metrics.events();
    }

    // The end.

    @Override
    public List<NamedChannel> drain(Duration patience) {
        RegistrySettings.DEFAULTS.withDrain(patience);
        closed = true;
        Predicate<RegisteredChannel> own =
                whole == this ? any -> true : entry -> entry.owner() == this;
        List<NamedChannel> left =
                ChannelDrain.end(byName.values().stream().filter(own).toList(), owner, patience);
        if (whole == this) {
            close(feed);
        }
        return left;
    }

    @Override
    public void close() {
        for (NamedChannel left : drain(settings().drain())) {
            LOGGER.log(
                    Level.WARNING,
                    "channel {0} of {1} was closed with its owner; elements not received: {2}",
                    left.snapshot().name(),
                    left.owner(),
                    left.snapshot().depth());
        }
    }

    @Override
    public String toString() {
        return "channels of " + owner;
    }
}
