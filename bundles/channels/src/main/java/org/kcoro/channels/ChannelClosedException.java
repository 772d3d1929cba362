// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/** Says that a channel is closed for what was tried; its cause is that of the close, if any. */
public final class ChannelClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For implementations of channels. */
    public ChannelClosedException(String message) {
        super(message);
    }

    /**
     * For implementations of channels.
     *
     * @param cause what the channel was closed with, or null
     */
    public ChannelClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
