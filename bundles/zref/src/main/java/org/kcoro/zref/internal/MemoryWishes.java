// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What the builder of a region wishes of its memory. */
final class MemoryWishes {

    private static final long HUGE_PAGE = 2 << 20;
    private static final long PAGE = 4096;

    final String name;
    boolean hugePages;
    boolean locked;
    private int leakSample;

    MemoryWishes(String name, int leakSample) {
        this.name = name;
        this.leakSample = leakSample;
    }

    int leakSample() {
        return leakSample;
    }

    void leakSample(int sample) {
        if (sample < 0) {
            throw new IllegalArgumentException(
                    "region " + name + ": leakSample is " + sample + "; it must be 0 or more");
        }
        leakSample = sample;
    }

    /** How memory must be aligned so that the system can grant the wishes. */
    long alignment() {
        return hugePages ? HUGE_PAGE : locked ? PAGE : SizeClass.ALIGNMENT;
    }

    /** Asks the system. */
    MemoryGrant grant(NativeMemory system, MemorySegment memory) {
        List<String> notes = new ArrayList<>();
        if (hugePages) {
            note(notes, system.advise(memory));
        }
        boolean isLocked = locked && !note(notes, system.lock(memory));
        return new MemoryGrant(system, memory, isLocked, List.copyOf(notes));
    }

    private static boolean note(List<String> notes, String refusal) {
        if (refusal != null) {
            notes.add(refusal);
        }
        return refusal != null;
    }
}
