// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where leases were taken, of those that are sampled. Thread-safe. */
final class LeaseTraces {

    /** A lease; the word is that of no other of the same slot. */
    private record Key(int slot, long word) {}

    private final int sample;
    private final Map<Key, Throwable> traces = new ConcurrentHashMap<>();

    /**
     * @param sample one lease in so many; 0 for none
     */
    LeaseTraces(int sample) {
        this.sample = sample;
    }

    /** Whether one is sampled that is the n-th of its region. */
    boolean isSampled(long leases) {
        return sample > 0 && leases % sample == 0;
    }

    /** Keeps where the caller is. */
    void take(int slot, long word) {
        traces.put(new Key(slot, word), new LeaseTrace());
    }

    void drop(int slot, long word) {
        traces.remove(new Key(slot, word));
    }

    /** Where a lease was taken, or null. */
    Throwable find(int slot, long word) {
        return traces.get(new Key(slot, word));
    }

    int size() {
        return traces.size();
    }
}
