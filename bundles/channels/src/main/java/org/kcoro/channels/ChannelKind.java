// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.Locale;

/** How a channel keeps what was sent and not yet received. */
public enum ChannelKind {
    /** Not at all: a sender and a receiver meet. */
    RENDEZVOUS,
    /**
     * In order, up to a capacity; what happens when it is full, its {@link OverflowPolicy} says.
     */
    BUFFERED,
    /** The newest only: it replaces one that was not received in time. Senders never wait. */
    CONFLATED,
    /** In order, as many as memory holds. Senders never wait. */
    UNLIMITED;

    /** The name in records and on the command line, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
