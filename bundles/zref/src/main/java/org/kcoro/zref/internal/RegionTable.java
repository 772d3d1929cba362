// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * All regions of this JVM by their ids, so that a descriptor finds its region in a few
 * instructions. The low bits of an id are a place of the table, the high bits a serial number: no
 * region ever has the id of an earlier one.
 */
final class RegionTable {

    private static final int PLACE_BITS = 16;
    private static final int PLACES = 1 << PLACE_BITS;
    private static final VarHandle ELEMENTS =
            MethodHandles.arrayElementVarHandle(LocalRegion[].class);

    private static volatile LocalRegion[] table = new LocalRegion[16];

    // Guarded by the class.
    private static long lastSerial;
    private static int count;

    private RegionTable() {}

    /** The region of an id, or null: there is none any more, or never was. */
    static LocalRegion find(long id) {
        LocalRegion[] regions = table;
        int place = (int) id & PLACES - 1;
        if (place >= regions.length) {
            return null;
        }
        LocalRegion region = (LocalRegion) ELEMENTS.getAcquire(regions, place);
        return region != null && region.id() == id ? region : null;
    }

    /**
     * Gives a region its id and its place.
     *
     * @throws IllegalStateException when there are 65,536 regions
     */
    static synchronized void add(LocalRegion region) {
        LocalRegion[] regions = table;
        if (count == regions.length) {
            if (count == PLACES) {
                throw new IllegalStateException(
                        region
                                + " is one too many: this JVM has "
                                + count
                                + " regions; unregister some");
            }
            regions = Arrays.copyOf(regions, regions.length * 2);
        }
        int place = 0;
        while (regions[place] != null) {
            place++;
        }
        region.setId(++lastSerial << PLACE_BITS | place);
        ELEMENTS.setRelease(regions, place, region);
        table = regions;
        count++;
    }

    static synchronized void remove(LocalRegion region) {
        int place = (int) region.id() & PLACES - 1;
        if (table[place] != region) {
            throw new AssertionError(region + " is not in the table");
        }
        ELEMENTS.setRelease(table, place, null);
        count--;
    }

    /** How many regions there are in this JVM. */
    static synchronized int count() {
        return count;
    }
}
