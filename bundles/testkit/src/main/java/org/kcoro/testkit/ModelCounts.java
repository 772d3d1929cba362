// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.function.ToLongFunction;

/** What a {@link ChannelModel} counts, by the names of the snapshot. */
final class ModelCounts {

    /** Null where elements have no size. */
    private final ToLongFunction<Integer> sizer;

    long sends;
    long recvs;
    long bytesSent;
    long bytesRecv;
    long dropped;
    long undelivered;
    long rvCancels;
    long sendEagain;
    long sendEtime;
    long sendEpipe;
    long recvEagain;
    long recvEtime;
    long recvEpipe;

    /** Waits that a stop has ended. */
    long stopped;

    ModelCounts(ToLongFunction<Integer> sizer) {
        this.sizer = sizer;
    }

    private long size(int element) {
        return sizer == null ? 0 : sizer.applyAsLong(element);
    }

    void sent(int element) {
        sends++;
        bytesSent += size(element);
    }

    void received(int element) {
        recvs++;
        bytesRecv += size(element);
    }
}
