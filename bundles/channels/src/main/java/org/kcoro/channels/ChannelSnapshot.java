// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * The state and counters of a channel at one moment, consistent with one another: received is never
 * more than sent.
 *
 * @param name the channel's name
 * @param kind its kind
 * @param capacity how many elements it keeps at most
 * @param depth how many it keeps now
 * @param closed whether it is closed for sending
 * @param sends elements sent
 * @param recvs elements received
 * @param bytesSent sizes of the elements sent, by the channel's sizer; 0 without one
 * @param bytesRecv sizes of the elements received
 * @param sendEagain sends that would have had to wait and did not want to
 * @param sendEtime sends whose time ran out
 * @param sendEpipe sends that found the channel closed
 * @param recvEagain receives that would have had to wait and did not want to
 * @param recvEtime receives whose time ran out
 * @param recvEpipe receives that found the channel closed and drained
 * @param waitingSenders senders parked now
 * @param waitingReceivers receivers parked now
 */
public record ChannelSnapshot(
        String name,
        ChannelKind kind,
        int capacity,
        int depth,
        boolean closed,
        long sends,
        long recvs,
        long bytesSent,
        long bytesRecv,
        long sendEagain,
        long sendEtime,
        long sendEpipe,
        long recvEagain,
        long recvEtime,
        long recvEpipe,
        int waitingSenders,
        int waitingReceivers) {}
