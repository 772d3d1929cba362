// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.io.IOException;

/** Settings of a region that is a file. Not thread-safe. */
public interface MappedRegionBuilder {

    /** Maps it so that nothing can be written. */
    MappedRegionBuilder readOnly();

    /** Maps it so that it can be written; others see what is written. */
    MappedRegionBuilder readWrite();

    /** Asks for huge pages, as {@link PoolRegionBuilder#hugePages}. */
    MappedRegionBuilder hugePages();

    /** Asks for memory that is not swapped out, as {@link PoolRegionBuilder#locked}. */
    MappedRegionBuilder locked();

    /** Keeps where leases are taken, as {@link PoolRegionBuilder#leakSample}. */
    MappedRegionBuilder leakSample(int sample);

    /**
     * Maps the file, and registers the region.
     *
     * @throws IOException when the file cannot be mapped, made or trusted; the message names the
     *     region and the file, and what to do
     * @throws IllegalArgumentException when the name is taken, or an id can be none
     * @throws IllegalStateException when the registry is closed
     */
    MappedRegion build() throws IOException;
}
