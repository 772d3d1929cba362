// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What a channel tells a {@link MetricsFeed} now and then: its totals at one moment, and what has
 * been added since the last event that has found room in the feed. The deltas of the events of a
 * channel add up to its totals, whatever was dropped between them.
 *
 * @param name the channel's name
 * @param sends elements sent
 * @param recvs elements received
 * @param bytesSent sizes of the elements sent, by the channel's sizer; 0 without one
 * @param bytesRecv sizes of the elements received
 * @param deltaSends elements sent since the last event
 * @param deltaRecvs elements received since the last event
 * @param deltaBytesSent sizes of the elements sent since the last event
 * @param deltaBytesRecv sizes of the elements received since the last event
 * @param firstOpNanos when the first element was sent, in nanoseconds of the port's coarse clock
 * @param lastOpNanos when the last one was sent or received
 * @param emitNanos when this event was made, on the same clock
 */
public record ChannelMetrics(
        String name,
        long sends,
        long recvs,
        long bytesSent,
        long bytesRecv,
        long deltaSends,
        long deltaRecvs,
        long deltaBytesSent,
        long deltaBytesRecv,
        long firstOpNanos,
        long lastOpNanos,
        long emitNanos) {}
