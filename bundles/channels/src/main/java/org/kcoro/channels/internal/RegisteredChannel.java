// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Channel;
import org.kcoro.channels.NamedChannel;

/**
 * A channel that goes by a name.
 *
 * @param owner whose it is
 * @param type of its elements
 */
record RegisteredChannel(ChannelRegistry owner, Class<?> type, LocalChannel<?> channel) {

    /**
     * The channel, as one of elements of a type.
     *
     * @throws IllegalArgumentException when its elements are of another type
     */
    <E> Channel<E> as(Class<E> asked) {
        if (type != asked) {
            boolean sameName = type.getName().equals(asked.getName());
            throw new IllegalArgumentException(
                    "channel "
                            + channel.name()
                            + ": its elements are "
                            + describe(type, sameName)
                            + ", and not "
                            + describe(asked, sameName)
                            + " as it was asked for; "
                            + (sameName
                                    ? "both sides must import the class from one bundle"
                                    : "open it with the type of its creation"));
        }
        @SuppressWarnings("unchecked") // it was created with this type
        Channel<E> typed = (Channel<E>) channel;
        return typed;
    }

    private static String describe(Class<?> type, boolean withLoader) {
        return type.getName() + (withLoader ? " of " + type.getClassLoader() : "");
    }

    NamedChannel list() {
        return new NamedChannel(owner.owner(), type.getName(), channel.snapshot());
    }

    @Override
    public String toString() {
        return channel + " of " + type.getName() + ", created by " + owner.owner();
    }
}
