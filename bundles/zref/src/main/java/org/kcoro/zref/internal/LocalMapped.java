// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.nio.file.Path;
import java.util.List;

import org.kcoro.zref.Descriptor;
import org.kcoro.zref.MappedRegion;
import org.kcoro.zref.RegionFaultException;
import org.kcoro.zref.RegionSnapshot;

/** A file in memory. */
final class LocalMapped extends LocalRegion implements MappedRegion {

    private final Path file;
    private final long exportedId;

    /**
     * @param exportedId by which other processes open it; 0 where none can
     */
    LocalMapped(Parts parts, Path file, long exportedId) {
        super(parts, new SlotTable(0));
        this.file = file;
        this.exportedId = exportedId;
    }

    @Override
    public Path file() {
        return file;
    }

    long exportedId() {
        return exportedId;
    }

    @Override
    public void describe(long offset, long length, Descriptor into) {
        DescriptorState state = toFill(into);
        if (length < 1 || offset < 0 || offset > size() - length) {
            throw new IndexOutOfBoundsException(
                    this
                            + " has "
                            + size()
                            + " bytes; it cannot describe "
                            + length
                            + " bytes at "
                            + offset
                            + ": a length must be 1 or more, and all within the region");
        }
        int slot = beginFurther(offset, length);
        int flags = isReadOnly() ? Descriptor.READ_ONLY : 0;
        state.fill(this, slot, began(slot), offset, length, flags);
    }

    // Under the lock.

    @Override
    RoomWaiter ended(int slot) {
        counters.bytesOut(-slots.chunk(slot)[SlotTable.at(slot) + SlotTable.LENGTH]);
        slots.end(slot);
        return null;
    }

    @Override
    void shared(int block, long length) {
        counters.bytesOut(length);
    }

    @Override
    RoomWaiter refuseWaiters() {
        return null;
    }

    @Override
    RegionFaultException fault(InternalError cause) {
        return new RegionFaultException(
                this
                        + ": its file "
                        + file
                        + " cannot be read or written there; it was made shorter by somebody, or"
                        + " its device is full or fails",
                cause);
    }

    @Override
    public RegionSnapshot snapshot() {
        RegionCounters now = new RegionCounters();
        lock.lock();
        try {
            now.copy(counters);
        } finally {
            lock.unlock();
        }
        return now.snapshot(this, List.of());
    }
}
