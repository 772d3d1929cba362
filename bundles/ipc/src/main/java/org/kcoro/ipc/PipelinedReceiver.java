// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;

/**
 * Receives elements in order, and asks for the next ones before they are needed, up to a window.
 * For one coroutine or thread at a time, always the same; {@link #stop} is for any.
 *
 * <p>What has come and was not received here is lost with the connection; until then it is kept for
 * the next receive from the channel by the same client once this receiver is {@linkplain #close
 * closed}.
 */
public interface PipelinedReceiver extends AutoCloseable {

    /**
     * Receives the next element; waits while there is none.
     *
     * @return null when the channel is closed and drained, the limit is reached, or all is received
     *     that had come when this was {@linkplain #stop stopped}
     * @throws IpcException when the peer refuses
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    byte[] receiveOrClosed() throws IOException, InterruptedException;

    /** Whether the next {@link #receiveOrClosed} need not wait. */
    boolean isReady();

    /**
     * Asks for nothing more, and withdraws what it has asked for. What the peer had answered before
     * is still received by {@link #receiveOrClosed}, which then answers null: nothing is lost, and
     * nothing more is taken. A peer of version 1.0 cannot withdraw, so there what was asked for is
     * waited for. Idempotent; may be called by any thread, also while another one receives.
     */
    void stop();

    /** Asks for nothing more; what comes yet is kept for others. Idempotent. */
    @Override
    void close();
}
