// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;

import org.kcoro.channels.ChannelClosedException;

/**
 * Sends elements in order without waiting for each answer, up to a window. For one coroutine or
 * thread at a time.
 *
 * <p>What {@link #send} has accepted is in the channel only once {@link #flush} has returned.
 */
public interface PipelinedSender {

    /**
     * Sends an element; waits while the window is full.
     *
     * @param element copied before this returns
     * @throws ChannelClosedException when the channel was found closed by this or an earlier
     *     element
     * @throws IpcException when the peer has refused this or an earlier element
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    void send(byte[] element) throws IOException, InterruptedException;

    /**
     * Sends a part of an array as an element.
     *
     * @see #send(byte[])
     */
    void send(byte[] source, int offset, int length) throws IOException, InterruptedException;

    /** Waits until every element sent before is answered; throws as {@link #send(byte[])} does. */
    void flush() throws IOException, InterruptedException;
}
