// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelMetrics;
import org.kcoro.channels.MetricsFeed;

/**
 * Makes the events of one channel for its feed. One event at a time is on its way: what the feed
 * was told is known only once it has taken it, for a dropped event is in the next.
 */
final class MetricsSource {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final String name;
    private final LocalChannel<ChannelMetrics> events;
    private final long operations;
    private final long intervalNanos;

    /** Held from the making of an event until the feed has answered; guards what was told. */
    private final AtomicBoolean underWay = new AtomicBoolean();

    // What the feed was told last.
    private boolean hasTold;
    private long sends;
    private long recvs;
    private long bytesSent;
    private long bytesRecv;
    private long emitNanos;

    MetricsSource(String name, MetricsFeed feed) {
        this.name = name;
        this.events = (LocalChannel<ChannelMetrics>) feed.events();
        this.operations = feed.operations();
        this.intervalNanos =
                feed.interval().compareTo(LONGEST) < 0 ? feed.interval().toNanos() : Long.MAX_VALUE;
    }

    /**
     * An event, if the feed wants one now; the caller hands it to {@link #emit}. Called under the
     * channel's lock.
     *
     * @return null when it does not, or when another one is on its way
     */
    ChannelMetrics consider(ChannelCounters now) {
        if (!underWay.compareAndSet(false, true)) {
            return null;
        }
        long nanos = now.coarseNanoTime();
        long done = now.sends - sends + (now.recvs - recvs);
        long elapsed = nanos - (hasTold ? emitNanos : now.firstOpNanos);
        if (done < operations && elapsed < intervalNanos) {
            underWay.set(false);
            return null;
        }
        return new ChannelMetrics(
                name,
                now.sends,
                now.recvs,
                now.bytesSent,
                now.bytesRecv,
                now.sends - sends,
                now.recvs - recvs,
                now.bytesSent - bytesSent,
                now.bytesRecv - bytesRecv,
                now.firstOpNanos,
                now.lastOpNanos,
                nanos);
    }

    /** Hands an event to the feed, or drops it. Outside the channel's lock. */
    void emit(ChannelMetrics event) {
        try {
            if (events.trySend(event, events.sizeOf(event)) == Attempt.DONE) {
                hasTold = true;
                sends = event.sends();
                recvs = event.recvs();
                bytesSent = event.bytesSent();
                bytesRecv = event.bytesRecv();
                emitNanos = event.emitNanos();
            }
        } finally {
            underWay.set(false);
        }
    }
}
