// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import org.kcoro.zref.Descriptor;
import org.kcoro.zref.Region;

/** What tests of the exported types see of what is behind them. */
public final class Invariants {

    private Invariants() {}

    /**
     * @throws AssertionError when an invariant of a region is broken
     */
    public static void check(Region region) {
        ((LocalRegion) region).checkInvariants();
    }

    /** How many traces a region keeps. */
    public static int traces(Region region) {
        return ((LocalRegion) region).traces.size();
    }

    /** How many slots a region has made. */
    public static int slots(Region region) {
        return ((LocalRegion) region).slots.capacity();
    }

    /** How many regions there are in this JVM. */
    public static int regions() {
        return RegionTable.count();
    }

    /** Plants the fault that two descriptors own one lease. */
    public static void alias(Descriptor from, Descriptor into) {
        DescriptorLayout.INSTANCE.copy(from, into);
    }
}
