// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import org.kcoro.channels.ChannelSnapshot;

/**
 * A channel of a peer, as a list shows it.
 *
 * @param id in the peer
 * @param elementSize of every element in bytes, or {@link IpcServer#VARIABLE_SIZE}
 * @param snapshot its state and counters at the moment of the list, with its name
 */
public record RemoteChannelInfo(int id, int elementSize, ChannelSnapshot snapshot) {}
