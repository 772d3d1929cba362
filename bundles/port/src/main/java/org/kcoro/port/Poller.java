// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;

/**
 * One wait for a wake-up, a deadline, or the readiness of any number of channels.
 *
 * <p>One thread at a time calls {@link #poll}; all other methods may be called from any thread.
 */
public interface Poller extends Closeable {

    /** A deadline that never comes. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * Waits until {@link #wakeUp} is called, the deadline has passed or a channel is ready, and
     * runs the callbacks of those that are. It may return early without any of these.
     *
     * @param deadlineNanos on the scale of {@link Port#nanoTime()}, or {@link #NO_DEADLINE}
     * @throws IOException when the system's poll fails
     */
    void poll(long deadlineNanos) throws IOException;

    /** Makes the current {@link #poll}, or else the next one, return at once. */
    void wakeUp();

    /**
     * Runs a callback once, as soon as a channel is ready for an operation. A later call for the
     * same channel and operation replaces a callback that has not run yet.
     *
     * @param channel in non-blocking mode
     * @param operation {@code SelectionKey.OP_READ}, {@code OP_WRITE}, {@code OP_ACCEPT} or {@code
     *     OP_CONNECT}
     * @param callback short and not blocking; run by the thread that polls, or by the one that
     *     calls {@link #forget}
     * @throws ClosedChannelException when the channel is closed; the callback does not run then
     */
    void whenReady(SelectableChannel channel, int operation, Runnable callback)
            throws ClosedChannelException;

    /**
     * Runs and drops all callbacks of a channel. Whoever closes a channel calls this afterwards, so
     * that those who wait for its readiness look again and find it closed.
     */
    void forget(SelectableChannel channel);
}
