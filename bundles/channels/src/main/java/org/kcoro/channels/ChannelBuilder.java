// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.Objects;
import java.util.function.ToLongFunction;

import org.kcoro.channels.internal.LocalChannel;

/**
 * Settings of a channel in this JVM; a rendezvous channel unless told. Not thread-safe.
 *
 * @param <E> the type of the elements
 */
public final class ChannelBuilder<E> {

    /** The largest capacity of a buffered channel. */
    public static final int MAX_CAPACITY = 1 << 30;

    private final String name;
    private int capacity;
    private ToLongFunction<? super E> sizer;

    ChannelBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Keeps elements in order, senders wait while it is full.
     *
     * @param capacity exactly so many elements
     * @throws IllegalArgumentException unless from 1 to {@value #MAX_CAPACITY}
     */
    public ChannelBuilder<E> buffered(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": capacity is "
                            + capacity
                            + "; it must be from 1 to "
                            + MAX_CAPACITY);
        }
        this.capacity = capacity;
        return this;
    }

    /** Counts bytes too: gives the size of an element in bytes. Called by the sender, once. */
    public ChannelBuilder<E> sizer(ToLongFunction<? super E> sizer) {
        this.sizer = Objects.requireNonNull(sizer, "sizer");
        return this;
    }

    /** Makes the channel. */
    public Channel<E> build() {
        return new LocalChannel<>(name, capacity, sizer);
    }
}
