// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Channels by name: one side creates a channel, others open it by its name and the type of its
 * elements. All methods may be called from any coroutine or thread.
 *
 * <p>A name stands for a channel from its creation until the channel is closed and drained; then
 * the name is free. So a channel that was closed can still be opened while it has elements to be
 * received. The registry holds a channel until then, also where nobody else does.
 *
 * <p>Every registry has an owner, and ends with it: {@link #close} drains what this owner has
 * created, and then cancels the rest. In a container each bundle has one of its own on names that
 * all share, and its end is that of the bundle. Channels that were made without a registry belong
 * to whoever made them, and are in no list.
 */
public interface Channels extends AutoCloseable {

    /** A registry with default settings. */
    static Channels create() {
        return builder().build();
    }

    /** A builder with default settings. */
    static ChannelsBuilder builder() {
        return new ChannelsBuilder();
    }

    /** Whose registry it is. */
    String owner();

    /**
     * Creates a channel under a name.
     *
     * @param type the type of its elements; of a generic type, its class
     * @param settings sets its kind, capacity and whatever else; called once, outside locks
     * @throws IllegalStateException when the name is taken, or the registry is closed
     */
    <E> Channel<E> create(String name, Class<E> type, Consumer<ChannelBuilder<E>> settings);

    /**
     * The channel of a name.
     *
     * @param type the type of its elements, exactly as at its creation
     * @throws java.util.NoSuchElementException when there is none
     * @throws IllegalArgumentException when its elements are of another type
     * @throws IllegalStateException when the registry is closed
     */
    <E> Channel<E> open(String name, Class<E> type);

    /**
     * The channel of a name, as {@link #open} gives it.
     *
     * @return null when there is none
     */
    <E> Channel<E> tryOpen(String name, Class<E> type);

    /**
     * What goes by a name, of all owners, in the order of the names; each with a snapshot of its
     * own moment. It holds no channel, no element and no class.
     */
    List<NamedChannel> list();

    /**
     * Closes the channel of a name for sending, as {@link Channel#close()} does.
     *
     * @return false when there is none, or it was closed before
     */
    boolean close(String name);

    /** The channel that its channels tell what they count, or null when they tell nobody. */
    Channel<ChannelMetrics> metrics();

    /**
     * A registry of the same names for another owner, which ends on its own, and with this one.
     *
     * @param owner the name of the owner, such as a bundle's
     * @throws IllegalStateException when the registry is closed
     */
    Channels share(String owner);

    /**
     * Ends this registry: nothing can be created or opened through it any more. What its owner has
     * created, with those that share it, is closed for sending, so that receivers find the rest and
     * then the end. Once all is drained, when the patience ends, or when the caller is asked to
     * stop, the rest is cancelled: elements that are left are undelivered.
     *
     * @param patience how long receivers may take; zero cancels at once
     * @return what was not drained, as it was before its cancel
     */
    List<NamedChannel> drain(Duration patience);

    /** Drains with the patience of the setting {@code drainMillis}, and logs what was left. */
    @Override
    void close();
}
