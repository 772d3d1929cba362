// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.List;

/**
 * What a region has counted, all at one moment.
 *
 * @param id of the region
 * @param name of the region
 * @param size of the region in bytes
 * @param leases that have begun since it was built
 * @param live leases that have not ended
 * @param mostLive the most that were live at one moment
 * @param bytesOut bytes that are leased: of a pool, those of its blocks that are out, whole and
 *     once each; of a mapped region, those of each lease
 * @param mostBytesOut the most that were out at one moment
 * @param refused allocations that found no block and did not wait
 * @param timedOut allocations whose timeout has passed
 * @param leaked leases that were dropped without a close, and reclaimed
 * @param sizes of a pool, its blocks by size, from the smallest on
 */
public record RegionSnapshot(
        long id,
        String name,
        long size,
        long leases,
        long live,
        long mostLive,
        long bytesOut,
        long mostBytesOut,
        long refused,
        long timedOut,
        long leaked,
        List<SizeClassSnapshot> sizes) {

    /** Takes a copy of the list. */
    public RegionSnapshot {
        sizes = List.copyOf(sizes);
    }
}
