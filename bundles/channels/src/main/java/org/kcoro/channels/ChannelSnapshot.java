// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * The state and counters of a channel at one moment, consistent with one another: {@code sends ==
 * recvs + dropped + undelivered + depth}, and received is never more than sent.
 *
 * @param name the channel's name
 * @param kind its kind
 * @param capacity how many elements it keeps at most; 0 for a rendezvous channel, {@link
 *     Integer#MAX_VALUE} for an unlimited one
 * @param depth how many it keeps now, reserved ones included
 * @param closed whether it is closed for sending
 * @param sends elements sent
 * @param recvs elements received
 * @param bytesSent sizes of the elements sent, by the channel's sizer; 0 without one
 * @param bytesRecv sizes of the elements received
 * @param firstOpNanos when the first element was sent or received, in nanoseconds of the port's
 *     coarse clock; 0 when none was
 * @param lastOpNanos when the last one was
 * @param sendEagain sends that would have had to wait and did not want to
 * @param sendEtime sends whose time ran out
 * @param sendEpipe sends that found the channel closed
 * @param recvEagain receives that would have had to wait and did not want to
 * @param recvEtime receives whose time ran out
 * @param recvEpipe receives that found the channel closed and drained
 * @param cancelled sends and receives that a stop request has withdrawn
 * @param dropped elements that an overflow policy, or a newer element of a conflated channel, has
 *     dropped
 * @param undelivered elements sent that were discarded by {@link Channel#cancel}, or by an abort
 * @param reserved elements reserved now; on a rendezvous channel they are their senders' still
 * @param rvMatches elements received on a rendezvous channel
 * @param rvCancels waiters of a rendezvous channel that a close, or a select that chose otherwise,
 *     has removed
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
        long firstOpNanos,
        long lastOpNanos,
        long sendEagain,
        long sendEtime,
        long sendEpipe,
        long recvEagain,
        long recvEtime,
        long recvEpipe,
        long cancelled,
        long dropped,
        long undelivered,
        int reserved,
        long rvMatches,
        long rvCancels,
        int waitingSenders,
        int waitingReceivers) {

    /** The time from the first to the last operation that has succeeded, in nanoseconds. */
    public long durationNanos() {
        return lastOpNanos - firstOpNanos;
    }

    /** Elements sent per second of {@link #durationNanos}; 0 where that is 0. */
    public double sendsPerSecond() {
        return perSecond(sends);
    }

    /** Elements received per second of {@link #durationNanos}; 0 where that is 0. */
    public double recvsPerSecond() {
        return perSecond(recvs);
    }

    /** Bytes sent per second of {@link #durationNanos}; 0 where that is 0. */
    public double bytesSentPerSecond() {
        return perSecond(bytesSent);
    }

    /** Bytes received per second of {@link #durationNanos}; 0 where that is 0. */
    public double bytesRecvPerSecond() {
        return perSecond(bytesRecv);
    }

    private double perSecond(long count) {
        return ChannelRate.perSecond(count, durationNanos() / ChannelRate.NANOS_PER_SECOND);
    }
}
