// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;

/**
 * Receives elements in order, and asks for the next ones before they are needed, up to a window.
 * For one coroutine or thread at a time, always the same.
 *
 * <p>What has come and was not received here is lost with the connection; until then it is kept for
 * the next receive from the channel by the same client once this receiver is {@linkplain #close
 * closed}.
 */
public interface PipelinedReceiver extends AutoCloseable {

    /**
     * Receives the next element; waits while there is none.
     *
     * @return null when the channel is closed and drained, or the limit is reached
     * @throws IpcException when the peer refuses
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    byte[] receiveOrClosed() throws IOException, InterruptedException;

    /** Whether the next {@link #receiveOrClosed} need not wait. */
    boolean isReady();

    /** Asks for nothing more; what comes yet is kept for others. Idempotent. */
    @Override
    void close();
}
