// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.util.List;

import org.kcoro.zref.RegionSnapshot;
import org.kcoro.zref.SizeClassSnapshot;

/** What a region counts. Guarded by its lock. */
final class RegionCounters {

    /** Leases that have begun, ever. */
    long leases;

    /** Leases that are live, and the most that were. */
    long live;

    long mostLive;

    /** Bytes that are leased, and the most that were. */
    long bytesOut;

    long mostBytesOut;

    /** Allocations that found no block and did not wait. */
    long refused;

    /** Allocations whose deadline has passed. */
    long timedOut;

    /** Leases that were dropped unclosed, and reclaimed. */
    long leaked;

    /** So many leases have begun. */
    void began(int many) {
        leases += many;
        live += many;
        if (live > mostLive) {
            mostLive = live;
        }
    }

    /** Leased bytes become more, or fewer. */
    void bytesOut(long bytes) {
        bytesOut += bytes;
        if (bytesOut > mostBytesOut) {
            mostBytesOut = bytesOut;
        }
    }

    /** Takes over what another counts. */
    void copy(RegionCounters from) {
        leases = from.leases;
        live = from.live;
        mostLive = from.mostLive;
        bytesOut = from.bytesOut;
        mostBytesOut = from.mostBytesOut;
        refused = from.refused;
        timedOut = from.timedOut;
        leaked = from.leaked;
    }

    RegionSnapshot snapshot(LocalRegion region, List<SizeClassSnapshot> sizes) {
        return new RegionSnapshot(
                region.id(),
                region.name(),
                region.size(),
                leases,
                live,
                mostLive,
                bytesOut,
                mostBytesOut,
                refused,
                timedOut,
                leaked,
                sizes);
    }
}
