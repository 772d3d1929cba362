// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;

/** How a loop that receives everything finds the end. */
public final class ChannelEnd {

    private ChannelEnd() {}

    /**
     * Receives, or answers null at the end of a channel that was closed without a cause.
     *
     * @throws ChannelClosedException at the end of one that was closed with a cause
     */
    public static <E> E receiveOrEnd(Channel<E> channel) throws InterruptedException {
        try {
            return channel.receive();
        } catch (ChannelClosedException closed) {
            if (closed.getCause() == null) {
                return null;
            }
            throw closed;
        }
    }
}
