// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

/** The memory of this machine, with planted faults. */
final class PlantedMemory implements SystemMemory {

    private final SystemMemory real = SystemMemory.ofSystem();

    /** What the system answers to a guard by advice: null for what it really does. */
    Integer guardAnswer;

    /** What it answers to a protection. */
    Integer protectAnswer;

    /** How many maps it does before it refuses. */
    int mapsLeft = Integer.MAX_VALUE;

    int maps;
    int unmaps;
    int protects;
    int givenBack;

    @Override
    public int pageBytes() {
        return real.pageBytes();
    }

    @Override
    public long map(long bytes) {
        if (mapsLeft-- <= 0) {
            return -1;
        }
        maps++;
        return real.map(bytes);
    }

    @Override
    public void unmap(long address, long bytes) {
        unmaps++;
        real.unmap(address, bytes);
    }

    @Override
    public int advise(long address, long bytes, int advice) {
        if (advice == GUARD_INSTALL && guardAnswer != null) {
            return guardAnswer;
        }
        if (advice == DONT_NEED) {
            givenBack++;
        }
        return real.advise(address, bytes, advice);
    }

    @Override
    public int protect(long address, long bytes) {
        protects++;
        return protectAnswer != null ? protectAnswer : real.protect(address, bytes);
    }

    @Override
    public boolean faults(long address) {
        return real.faults(address);
    }
}
