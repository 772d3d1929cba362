// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;

import org.kcoro.channels.ChannelSnapshot;

/**
 * Backends by name, and the channels that are bound to them. The backend {@value #ZREF} is always
 * there: channels in this JVM that can do all. Thread-safe.
 *
 * <p>A channel is bound from {@link #bind} until it is closed and drained, or was cancelled; by its
 * users, by {@link #unbind}, or because its backend goes. Then its backend lets it go, once. The
 * registry holds a channel until then.
 *
 * <p>Every registry has an owner, and ends with it: {@link #close} takes back what this owner has
 * registered, drains what it has bound, and cancels the rest. In a container each bundle has one of
 * its own on backends that all share, and its end is that of the bundle.
 */
public interface Backends extends AutoCloseable {

    /** The name of the built-in backend. Its ranking is 0. */
    String ZREF = "zref";

    /** A registry with default settings. */
    static Backends create() {
        return builder().build();
    }

    /** A builder with default settings. */
    static BackendsBuilder builder() {
        return new BackendsBuilder();
    }

    /** Whose registry it is. */
    String owner();

    /**
     * Registers a backend, for all that share the registry.
     *
     * @param ranking of those with one name the highest wins, then the one that was registered
     *     first; what was bound stays where it is
     * @throws IllegalArgumentException when it has no name
     * @throws IllegalStateException when the registry is closed
     */
    BackendRegistration register(ZeroCopyBackend backend, int ranking);

    /**
     * The backend of a name.
     *
     * @throws java.util.NoSuchElementException when there is none; the message lists those there
     *     are
     * @throws IllegalStateException when the registry is closed
     */
    ZeroCopyBackend resolve(String name);

    /** All backends, by name and then from the one that is found on. */
    List<BackendInfo> list();

    /**
     * Makes a channel of the backend of a name.
     *
     * @throws java.util.NoSuchElementException when there is no such backend; the message lists
     *     those there are
     * @throws IllegalArgumentException when the backend has no such channels
     * @throws BackendClosedException when the backend goes meanwhile
     * @throws IllegalStateException when the registry is closed, or the backend answers no channel
     * @throws RuntimeException what the backend throws
     */
    DescriptorChannel bind(String name, DescriptorSpec spec);

    /**
     * Makes a channel of the backend {@value #ZREF}, as {@link #bind(String, DescriptorSpec)} does.
     */
    default DescriptorChannel bind(DescriptorSpec spec) {
        return bind(ZREF, spec);
    }

    /**
     * Ends a channel: closes it for sending, with a {@link BackendClosedException} as the cause,
     * waits until receivers have drained it, then cancels the rest, whose payloads go back to their
     * regions. A stop request of the caller ends its patience.
     *
     * @param patience how long receivers may take; zero cancels at once
     * @return false when the channel was not drained
     * @throws IllegalArgumentException when it was not bound here, or is not any more
     */
    boolean unbind(DescriptorChannel channel, Duration patience);

    /** The channels that this owner has bound. */
    List<DescriptorChannel> channels();

    /**
     * A registry of the same backends for another owner, which ends on its own, and with this one.
     *
     * @param owner the name of the owner, such as a bundle's
     * @throws IllegalStateException when the registry is closed
     */
    Backends share(String owner);

    /**
     * Ends this registry: nothing can be registered, found or bound through it any more. The
     * backends that its owner has registered are taken back as {@link BackendRegistration#drain}
     * says, and what it has bound, with those that share it if it is the first, is unbound, all
     * with one deadline.
     *
     * @param patience how long receivers may take; zero cancels at once
     * @return the channels that were not drained, as they were before their cancel
     */
    List<ChannelSnapshot> drain(Duration patience);

    /** Drains with the patience of the setting {@code drainMillis}, and logs what was left. */
    @Override
    void close();
}
