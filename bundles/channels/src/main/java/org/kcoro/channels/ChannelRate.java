// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What a channel has done between two snapshots, and how fast. The one place of rate arithmetic.
 *
 * <p>The interval is the time between the last operations that the two snapshots have seen, not
 * between the snapshots: an idle channel has none, and its rates are 0. See {@link #between}.
 *
 * @param sends elements sent
 * @param recvs elements received
 * @param bytesSent sizes of the elements sent
 * @param bytesRecv sizes of the elements received
 * @param sendEagain sends that would have had to wait and did not want to
 * @param recvEagain receives that would have had to wait and did not want to
 * @param sendEpipe sends that found the channel closed
 * @param recvEpipe receives that found the channel closed and drained
 * @param rvMatches elements received on a rendezvous channel
 * @param rvCancels waiters of a rendezvous channel that were removed
 * @param intervalSeconds the time to which the rates refer, in seconds
 * @param sendsPerSecond elements sent, per second
 * @param recvsPerSecond elements received, per second
 * @param bytesSentPerSecond bytes sent, per second
 * @param bytesRecvPerSecond bytes received, per second
 */
public record ChannelRate(
        long sends,
        long recvs,
        long bytesSent,
        long bytesRecv,
        long sendEagain,
        long recvEagain,
        long sendEpipe,
        long recvEpipe,
        long rvMatches,
        long rvCancels,
        double intervalSeconds,
        double sendsPerSecond,
        double recvsPerSecond,
        double bytesSentPerSecond,
        double bytesRecvPerSecond) {

    /** The interval of what was done in no time that the clock has seen. */
    private static final double SHORTEST_SECONDS = 1e-6;

    static final double NANOS_PER_SECOND = 1e9;

    /**
     * What was done between two snapshots of a channel.
     *
     * <p>The interval is the {@linkplain ChannelSnapshot#durationNanos duration} of the current
     * snapshot less that of the previous one. Where the previous one has none, or the longer one,
     * as after another channel took the name, it is the duration of the current one alone. Where
     * that comes to nothing although an element or a byte moved, or a rendezvous met or was
     * cancelled, it is a microsecond.
     *
     * @param previous the earlier snapshot; null stands for one whose counters are all 0
     * @param current the later one
     * @return differences, current less previous; negative where the snapshots are swapped
     * @throws NullPointerException when there is no current snapshot
     */
    public static ChannelRate between(ChannelSnapshot previous, ChannelSnapshot current) {
        if (current == null) {
            throw new NullPointerException(
                    "there is no current snapshot; only the previous one may be null");
        }
        ChannelSnapshot before = previous == null ? nothing(current) : previous;
        long sends = current.sends() - before.sends();
        long recvs = current.recvs() - before.recvs();
        long bytesSent = current.bytesSent() - before.bytesSent();
        long bytesRecv = current.bytesRecv() - before.bytesRecv();
        long rvMatches = current.rvMatches() - before.rvMatches();
        long rvCancels = current.rvCancels() - before.rvCancels();
        double interval = intervalNanos(before, current) / NANOS_PER_SECOND;
        boolean moved = (sends | recvs | bytesSent | bytesRecv | rvMatches | rvCancels) != 0;
        if (interval <= 0 && moved) {
            interval = SHORTEST_SECONDS;
        }
        return new ChannelRate(
                sends,
                recvs,
                bytesSent,
                bytesRecv,
                current.sendEagain() - before.sendEagain(),
                current.recvEagain() - before.recvEagain(),
                current.sendEpipe() - before.sendEpipe(),
                current.recvEpipe() - before.recvEpipe(),
                rvMatches,
                rvCancels,
                interval,
                perSecond(sends, interval),
                perSecond(recvs, interval),
                perSecond(bytesSent, interval),
                perSecond(bytesRecv, interval));
    }

    private static long intervalNanos(ChannelSnapshot previous, ChannelSnapshot current) {
        long before = previous.durationNanos();
        long now = current.durationNanos();
        return before > 0 && now >= before ? now - before : Math.max(0, now);
    }

    /** A count by the time in which it came about; 0 where there is no time. */
    static double perSecond(long count, double seconds) {
        return seconds > 0 ? count / seconds : 0;
    }

    private static ChannelSnapshot nothing(ChannelSnapshot like) {
        return new ChannelSnapshot(
                like.name(),
                like.kind(),
                like.capacity(),
                0,
                false,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }
}
