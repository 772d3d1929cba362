// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import org.kcoro.ipc.internal.BridgeClient;
import org.kcoro.scheduler.Scheduler;

/** Settings of a client. Not thread-safe. */
public final class IpcClientBuilder {

    private Duration grace = Duration.ofSeconds(1);

    IpcClientBuilder() {}

    /**
     * How long a send waits for its answer beyond its timeout, and after a stop, before it says
     * that the peer does not answer; to the millisecond, at least one; a second unless told. What
     * has no timeout and cannot be stopped, such as a close, waits ten times as long.
     *
     * @throws IllegalArgumentException when it is shorter than a millisecond
     */
    public IpcClientBuilder grace(Duration grace) {
        Objects.requireNonNull(grace, "grace");
        if (grace.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "setting grace is " + grace + "; it must be at least a millisecond");
        }
        this.grace = grace;
        return this;
    }

    /**
     * Connects and says HELLO.
     *
     * @param scheduler whose coroutines serve the connection
     * @return the caller's, who closes it
     * @throws IOException when nobody listens there, or the peer does not speak the protocol
     * @throws InterruptedException when the thread that waits is interrupted
     */
    public IpcClient connect(Scheduler scheduler, Transport transport, Path path)
            throws IOException, InterruptedException {
        return BridgeClient.open(scheduler, transport, path, grace);
    }
}
