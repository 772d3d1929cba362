// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.BackendClosedException;
import org.kcoro.zref.BackendInfo;
import org.kcoro.zref.BackendRegistration;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.ZeroCopyBackend;

/** A backend that is registered. What it says of itself is asked once. */
final class RegisteredBackend implements BackendRegistration, Comparable<RegisteredBackend> {

    private final BackendRegistry owner;
    private final ZeroCopyBackend backend;
    private final String name;
    private final Set<BackendCapability> capabilities;
    private final int ranking;

    /** Which came first, of those with one name and ranking. */
    private final long order;

    private volatile boolean closed;

    RegisteredBackend(BackendRegistry owner, ZeroCopyBackend backend, int ranking, long order) {
        this.owner = owner;
        this.backend = backend;
        this.ranking = ranking;
        this.order = order;
        name = backend.name();
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(
                    backend + " cannot be registered: its name is " + name + "; give it one");
        }
        capabilities = Set.copyOf(backend.capabilities());
    }

    @Override
    public ZeroCopyBackend backend() {
        return backend;
    }

    String name() {
        return name;
    }

    BackendRegistry owner() {
        return owner;
    }

    boolean isClosed() {
        return closed;
    }

    /** Those of one name are in the order in which they are found. */
    @Override
    public int compareTo(RegisteredBackend other) {
        int byName = name.compareTo(other.name);
        if (byName != 0) {
            return byName;
        }
        int byRanking = Integer.compare(other.ranking, ranking);
        return byRanking != 0 ? byRanking : Long.compare(order, other.order);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    BackendInfo info(boolean shadowed, int channels) {
        return new BackendInfo(name, ranking, owner.owner(), shadowed, capabilities, channels);
    }

    /**
     * @throws IllegalArgumentException when it has no such channels
     */
    void checkHas(DescriptorSpec spec) {
        require(kind(spec.kind()), spec);
        if (spec.overflow() != OverflowPolicy.WAIT) {
            require(BackendCapability.OVERFLOW, spec);
        }
        if (spec.onUndelivered() != null) {
            require(BackendCapability.UNDELIVERED, spec);
        }
    }

    private static BackendCapability kind(ChannelKind kind) {
        return switch (kind) {
            case RENDEZVOUS -> BackendCapability.RENDEZVOUS;
            case BUFFERED -> BackendCapability.BUFFERED;
            case CONFLATED -> BackendCapability.CONFLATED;
            case UNLIMITED -> BackendCapability.UNLIMITED;
        };
    }

    private void require(BackendCapability capability, DescriptorSpec spec) {
        if (!capabilities.contains(capability)) {
            throw new IllegalArgumentException(
                    "channel "
                            + spec.name()
                            + " cannot be bound to "
                            + this
                            + ", which has not the capability "
                            + capability
                            + "; it has "
                            + capabilities.stream().sorted().toList());
        }
    }

    BackendClosedException gone() {
        return new BackendClosedException(this + " was unregistered; bind to another one");
    }

    /** Ends its registration alone: nobody finds it any more; false when that was done. */
    boolean take() {
        closed = true;
        return owner.remove(this);
    }

    @Override
    public List<ChannelSnapshot> drain(Duration patience) {
        BackendRegistry.checked(patience);
        if (!take()) {
            return List.of();
        }
        return BindingDrain.end(
                owner.bindings(each -> each.backend() == this),
                any -> gone(),
                new WaitReason("drain", "channels of " + this),
                patience);
    }

    @Override
    public void close() {
        BackendRegistry.log(drain(owner.drainPatience()), this + " was unregistered");
    }

    @Override
    public String toString() {
        return "backend " + name;
    }
}
