// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelKind;
import org.kcoro.scheduler.Scheduler;

/**
 * One connection to the channels of another process. All methods may be called from any coroutine
 * or thread.
 */
public interface IpcClient extends Closeable {

    /** A builder with default settings. */
    static IpcClientBuilder builder() {
        return new IpcClientBuilder();
    }

    /**
     * Connects with default settings and says HELLO.
     *
     * @param scheduler whose coroutines serve the connection
     * @throws IOException when nobody listens there, or the peer does not speak the protocol
     * @throws InterruptedException when the thread that waits is interrupted
     */
    static IpcClient connect(Scheduler scheduler, Transport transport, Path path)
            throws IOException, InterruptedException {
        return builder().connect(scheduler, transport, path);
    }

    /**
     * The channel of an id that was handed over by other means. Asks nobody, so that it knows
     * neither its name, nor its kind and capacity.
     */
    RemoteChannel channel(int channelId);

    /**
     * Opens the channel of an id: asks the peer what it is.
     *
     * @throws IpcException with ENOENT when there is none, with ENOTSUP when the peer speaks
     *     version 1.0
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    RemoteChannel openChannel(int channelId) throws IOException, InterruptedException;

    /**
     * Makes a channel in the peer.
     *
     * @param capacity of a buffered channel; 0 for a rendezvous channel
     * @param elementSize of every element in bytes, 1 to 65,535, or {@link IpcServer#VARIABLE_SIZE}
     * @throws IOException when the peer refuses, or the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    RemoteChannel makeChannel(ChannelKind kind, int capacity, int elementSize)
            throws IOException, InterruptedException;

    /**
     * Opens a channel of the peer by its name.
     *
     * @param name 1 to 255 bytes in UTF-8
     * @throws IpcException with ENOENT when there is none, with ENOTSUP when the peer speaks
     *     version 1.0
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    RemoteChannel openChannel(String name) throws IOException, InterruptedException;

    /**
     * Opens a channel of the peer by its name, or makes it where there is none; one that is there
     * stays as it is.
     *
     * @param capacity as {@link #makeChannel} takes it
     * @param elementSize as {@link #makeChannel} takes it
     * @throws IpcException when the peer refuses, or speaks version 1.0
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    RemoteChannel openChannel(String name, ChannelKind kind, int capacity, int elementSize)
            throws IOException, InterruptedException;

    /**
     * All channels of the peer, in the order of their ids; each with a snapshot of its own moment.
     *
     * @throws IpcException with ENOTSUP when the peer speaks version 1.0
     * @throws IOException when the connection fails
     * @throws InterruptedException when the thread that waits is interrupted
     */
    List<RemoteChannelInfo> listChannels() throws IOException, InterruptedException;

    /**
     * Tells when the connection has ended, however: runs a short action once, with the reason, at
     * once if it has. It is run by whoever ends the connection and must not wait.
     */
    void whenEnded(Consumer<IOException> action);

    /** Ends the connection; pending operations fail. Idempotent. */
    @Override
    void close() throws IOException;
}
