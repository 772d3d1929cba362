// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.BackendClosedException;
import org.kcoro.zref.BackendInfo;
import org.kcoro.zref.BackendRegistration;
import org.kcoro.zref.Backends;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.ZeroCopyBackend;

/**
 * Backends by name, as one owner sees them, and what is bound to them. Backends and bindings are
 * those of the whole registry, which its own owner has, and shares.
 */
public final class BackendRegistry implements Backends {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.zref");

    private final String owner;

    /** That which this one shares; this, if it shares none. */
    private final BackendRegistry whole;

    private volatile boolean closed;

    // Of the whole.

    /** Sorted: the first of a name is the one that is found. */
    private final ConcurrentSkipListSet<RegisteredBackend> backends;

    /** What is bound, or is just being bound. */
    private final Set<Binding> bindings;

    private final AtomicLong order;
    private volatile Duration drain;

    public BackendRegistry(String owner, Duration drain) {
        this.owner = owner;
        this.whole = this;
        this.backends = new ConcurrentSkipListSet<>();
        this.bindings = ConcurrentHashMap.newKeySet();
        this.order = new AtomicLong();
        this.drain = drain;
        backends.add(new RegisteredBackend(this, new LocalBackend(), 0, order.getAndIncrement()));
    }

    private BackendRegistry(String owner, BackendRegistry whole) {
        this.owner = owner;
        this.whole = whole;
        this.backends = whole.backends;
        this.bindings = whole.bindings;
        this.order = whole.order;
    }

    /**
     * @throws IllegalArgumentException when a patience is negative
     */
    public static Duration checked(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException(
                    "setting drainMillis: the patience is negative: "
                            + patience
                            + "; zero does not wait");
        }
        return patience;
    }

    /** Changes the patience of closes, while it runs. */
    public void setDrainPatience(Duration patience) {
        drain = checked(patience);
    }

    Duration drainPatience() {
        return whole.drain;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Backends share(String owner) {
        BackendRegistry share = new BackendRegistry(Objects.requireNonNull(owner, "owner"), whole);
        checkOpen();
        return share;
    }

    private boolean isClosed() {
        return closed || whole.closed;
    }

    private void checkOpen() {
        if (isClosed()) {
            throw new IllegalStateException(
                    this + " were closed; nothing is registered, found or bound there");
        }
    }

    // Backends.

    @Override
    public BackendRegistration register(ZeroCopyBackend backend, int ranking) {
        checkOpen();
        RegisteredBackend registered =
                new RegisteredBackend(this, backend, ranking, order.getAndIncrement());
        backends.add(registered);
        if (isClosed()) {
            // Its end has perhaps not seen this one.
            registered.drain(Duration.ZERO);
            checkOpen();
        }
        return registered;
    }

    /** Takes a backend away; false when that was done. */
    boolean remove(RegisteredBackend backend) {
        return backends.remove(backend);
    }

    @Override
    public ZeroCopyBackend resolve(String name) {
        return find(name).backend();
    }

    private RegisteredBackend find(String name) {
        Objects.requireNonNull(name, "name");
        checkOpen();
        for (RegisteredBackend each : backends) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new NoSuchElementException(
                "there is no backend "
                        + name
                        + "; register one of this name, or take one of "
                        + backends.stream().map(RegisteredBackend::name).distinct().toList());
    }

    @Override
    public List<BackendInfo> list() {
        List<BackendInfo> list = new ArrayList<>();
        String before = null;
        for (RegisteredBackend each : backends) {
            list.add(
                    each.info(
                            each.name().equals(before),
                            bindings(bound -> bound.backend() == each).size()));
            before = each.name();
        }
        return list;
    }

    // Channels.

    List<Binding> bindings(Predicate<Binding> wanted) {
        return bindings.stream().filter(wanted).toList();
    }

    void forget(Binding binding) {
        bindings.remove(binding);
    }

    @Override
    public DescriptorChannel bind(String name, DescriptorSpec spec) {
        RegisteredBackend backend = find(name);
        backend.checkHas(spec);
        Binding binding = new Binding(backend, this);
        bindings.add(binding);
        DescriptorChannel channel = null;
        try {
            // Whoever ends the backend or this registry sees the binding, or is seen here.
            if (backend.isClosed()) {
                throw backend.gone();
            }
            checkOpen();
            channel = backend.backend().attach(spec);
            if (channel == null) {
                throw new IllegalStateException(backend + " answers no channel for " + spec.name());
            }
        } finally {
            if (channel == null) {
                binding.detach();
            }
        }
        BackendClosedException ended = binding.attached(channel);
        if (ended == null && backend.isClosed()) {
            ended = backend.gone();
        }
        if (ended != null) {
            binding.cancel(ended);
            throw new BackendClosedException(
                    "channel " + spec.name() + " cannot be bound: " + ended.getMessage());
        }
        channel.whenDrained(binding::detach);
        return channel;
    }

    @Override
    public boolean unbind(DescriptorChannel channel, Duration patience) {
        Objects.requireNonNull(channel, "channel");
        checked(patience);
        List<Binding> bound = bindings(each -> isOwn(each) && each.channel() == channel);
        if (bound.isEmpty()) {
            throw new IllegalArgumentException(
                    channel + " is not bound here, or is not any more; see channels()");
        }
        return BindingDrain.end(
                        bound,
                        each ->
                                new BackendClosedException(
                                        channel + " was unbound from " + each.backend()),
                        new WaitReason("drain", channel.toString()),
                        patience)
                .isEmpty();
    }

    private boolean isOwn(Binding binding) {
        return whole == this || binding.owner() == this;
    }

    @Override
    public List<DescriptorChannel> channels() {
        return bindings.stream()
                .filter(this::isOwn)
                .map(Binding::channel)
                .filter(Objects::nonNull)
                .toList();
    }

    // The end.

    @Override
    public List<ChannelSnapshot> drain(Duration patience) {
        checked(patience);
        closed = true;
        for (RegisteredBackend each : backends) {
            if (whole == this || each.owner() == this) {
                each.take();
            }
        }
        return BindingDrain.end(
                bindings(each -> isOwn(each) || each.backend().owner() == this),
                each ->
                        isOwn(each)
                                ? new BackendClosedException(
                                        this
                                                + " were closed, and its channels of "
                                                + each.backend())
                                : each.backend().gone(),
                new WaitReason("drain", "channels of " + this),
                patience);
    }

    @Override
    public void close() {
        log(drain(drainPatience()), this + " were closed");
    }

    /** Logs what was not drained. */
    static void log(List<ChannelSnapshot> left, String because) {
        for (ChannelSnapshot each : left) {
            LOGGER.log(
                    Level.WARNING,
                    "channel {0} was cancelled, for {1}; payloads not received: {2}",
                    each.name(),
                    because,
                    each.depth());
        }
    }

    @Override
    public String toString() {
        return "backends of " + owner;
    }
}
