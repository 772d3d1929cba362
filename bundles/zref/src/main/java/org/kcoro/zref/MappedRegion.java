// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.nio.file.Path;

/**
 * A file in memory, or memory that other processes can open. Leases of it may overlap; those of a
 * region that is read-only are read-only.
 *
 * <p>Where somebody makes the file shorter, the system can no longer read what is behind its end.
 * An access through a {@link Descriptor} is a {@link RegionFaultException} then; the JVM may also
 * report it a few instructions later, as an {@link InternalError} out of the code that runs then.
 * Native code that reads such memory ends the process.
 */
public interface MappedRegion extends Region {

    /** The file. */
    Path file();

    /**
     * Leases a part of it.
     *
     * @param offset where in the region it begins, in bytes
     * @param length in bytes, at least 1
     * @param into empty; owns the lease then
     * @throws IndexOutOfBoundsException when that is not within the region
     * @throws IllegalStateException when the descriptor owns a lease
     * @throws RegionClosedException when the region is unregistered
     */
    void describe(long offset, long length, Descriptor into);
}
