// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import org.kcoro.channels.Channel;
import org.kcoro.ipc.IpcServer;

/**
 * A channel that peers may use.
 *
 * @param id the peers' name for it
 * @param channel the channel itself
 * @param elementSize of every element in bytes, or {@link IpcServer#VARIABLE_SIZE}
 */
record HostedChannel(int id, Channel<byte[]> channel, int elementSize) {

    boolean accepts(int length) {
        return elementSize == IpcServer.VARIABLE_SIZE || length == elementSize;
    }
}
