// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What the system has granted of a region's wishes.
 *
 * @param notes what it has refused, in words
 */
record MemoryGrant(NativeMemory system, MemorySegment memory, boolean locked, List<String> notes) {

    /** Takes it back, before the memory is given back: its pages may be another's soon. */
    void release() {
        if (locked) {
            system.unlock(memory);
        }
    }

    /** Asks again, where the memory was not given back after all. */
    void renew() {
        if (locked) {
            system.lock(memory);
        }
    }
}
