// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.time.Duration;

import org.kcoro.channels.ChannelClosedException;

/**
 * A channel of another process. All methods may be called from any coroutine or thread; they wait
 * for the peer's answer.
 *
 * <p>When the connection fails during an operation, its element may or may not have arrived.
 * Timeouts hold also where the peer's process is stopped. An element that comes when its receive
 * has ended, by its timeout or a stop, is kept for the next receive from that channel by the same
 * client.
 */
public interface RemoteChannel {

    /** The longest element in bytes. */
    int MAX_ELEMENT_LENGTH = 65_535;

    /** The id in the peer. */
    int id();

    /**
     * Sends an element; waits while the channel has no room for it.
     *
     * @param element not changed until this returns
     * @throws ChannelClosedException when the channel is closed
     * @throws IpcException when the peer refuses the element, or knows no such channel
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    void send(byte[] element) throws IOException, InterruptedException;

    /**
     * Sends as {@link #send(byte[])} does, but waits in the channel no longer than a timeout.
     *
     * @param timeout rounded up to milliseconds; zero or less tries once
     * @return false when the timeout has passed
     * @throws IpcException with ETIME when the peer has not answered a second later: then the
     *     element may arrive yet
     */
    boolean send(byte[] element, Duration timeout) throws IOException, InterruptedException;

    /**
     * Receives the oldest element; waits while there is none.
     *
     * @throws ChannelClosedException when the channel is closed and drained
     * @throws IpcException when the peer knows no such channel
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    byte[] receive() throws IOException, InterruptedException;

    /**
     * Receives as {@link #receive()} does, but waits in the channel no longer than a timeout.
     *
     * @param timeout rounded up to milliseconds; zero or less tries once
     * @return null when the timeout has passed
     */
    byte[] receive(Duration timeout) throws IOException, InterruptedException;

    /**
     * Closes the channel in the peer for sending; what waits to be sent there, by this connection
     * too, is refused. Who has sent by a {@link PipelinedSender} flushes it first. Idempotent.
     *
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    void close() throws IOException, InterruptedException;

    /**
     * Its state and counters at one moment; the times are those of the peer's clock.
     *
     * @throws IpcException when the peer knows no such channel, or speaks version 1.0
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    RemoteChannelInfo info() throws IOException, InterruptedException;

    /**
     * A sender that does not wait for each answer.
     *
     * @param window how many elements may be unanswered at most, at least 1
     */
    PipelinedSender pipelinedSender(int window);

    /**
     * A receiver that asks for elements ahead.
     *
     * @param window how many may be under way at most, at least 1
     * @param limit how many it receives in all; {@link Long#MAX_VALUE} for all
     */
    PipelinedReceiver pipelinedReceiver(int window, long limit);
}
