// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A registry of regions: makes them, finds them, and ends them. A region is registered when it is
 * built. Ids are those of all registries of this JVM; names are this registry's own. Thread-safe.
 */
public interface Regions extends AutoCloseable {

    /** A registry with default settings. */
    static Regions create() {
        return builder().build();
    }

    /** A builder with default settings. */
    static RegionsBuilder builder() {
        return new RegionsBuilder();
    }

    /**
     * A builder of a pool.
     *
     * @param name of the region
     */
    PoolRegionBuilder pool(String name);

    /**
     * A builder of a region that is a file, read-only unless told.
     *
     * @param name of the region
     * @param file exists, and has at least one byte
     */
    MappedRegionBuilder map(String name, Path file);

    /**
     * A builder of a region that other processes of this user can open by its {@linkplain #export
     * exported id}: a file that is made for it, and deleted when it is unregistered. It can be
     * written unless told.
     *
     * @param name of the region
     * @param size in bytes, at least 1
     */
    MappedRegionBuilder share(String name, long size);

    /**
     * A builder of a region that another process has shared, read-only unless told.
     *
     * @param name of the region, in this process
     * @param exportedId as {@link #export} has given it
     */
    MappedRegionBuilder open(String name, long exportedId);

    /**
     * An id by which other processes of this user can open a region that was shared or opened; not
     * 0, and hard to guess.
     *
     * @throws IllegalArgumentException when the region cannot be opened elsewhere
     */
    long export(Region region);

    /** The region of an id, or null: unregistered, of another registry, or never there. */
    Region find(long id);

    /** The region of a name, or null. */
    Region find(String name);

    /** Its regions, in the order of their names. */
    List<Region> list();

    /**
     * Ends a region. From the call on it gives no leases, and those that wait for one are refused.
     * Once no lease is live its memory is given back. Where leases are live when the patience ends,
     * or the caller is asked to stop, the region goes on as before.
     *
     * @param patience how long to wait for leases to end; zero does not wait
     * @throws LiveLeasesException with the leases that were live when the patience ended
     * @throws RegionClosedException when it is unregistered, or another call does so
     * @throws IllegalArgumentException when it is of another registry
     * @throws IllegalStateException when its memory is in use otherwise, as by input or output with
     *     a buffer of it; it goes on as before
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    void unregister(Region region, Duration patience) throws InterruptedException;

    /**
     * Ends the registry: nothing can be built or opened through it any more. Unregisters its
     * regions, one after the other, all with one deadline, which a stop request of the caller ends.
     *
     * @return why regions are left, as {@link #unregister} would throw it, one for each; they go on
     *     as before, until {@code drain} is called again
     */
    List<IllegalStateException> drain(Duration patience);

    /** Drains without waiting, and logs what is left. */
    @Override
    void close();
}
