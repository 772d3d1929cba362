// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import org.kcoro.channels.Channel;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.RemoteChannelInfo;

/**
 * A channel that peers may use.
 *
 * @param id the peers' name for it
 * @param channel the channel itself
 * @param elementSize of every element in bytes, or {@link IpcServer#VARIABLE_SIZE}
 * @param made whether a peer has made it
 * @param destroyed whether peers have given it up, so that it goes once it is drained
 */
record HostedChannel(
        int id, Channel<byte[]> channel, int elementSize, boolean made, boolean destroyed) {

    boolean accepts(int length) {
        return elementSize == IpcServer.VARIABLE_SIZE || length == elementSize;
    }

    /** Whether it stands for nothing any more. */
    boolean isOver() {
        return destroyed && channel.isClosedForReceive();
    }

    /** What peers are told of it. */
    RemoteChannelInfo info() {
        return new RemoteChannelInfo(id, elementSize, channel.snapshot());
    }
}
