// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/** Says that a channel is closed for what was tried. */
public final class ChannelClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For implementations of channels. */
    public ChannelClosedException(String message) {
        super(message);
    }
}
