// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.util.Objects;

import org.kcoro.zref.Descriptor;

/** What is done with many descriptors at once, which stand one behind another in an array. */
public final class DescriptorBatches {

    /** So many leases begin or end under one lock at most: those who wait for it spin. */
    static final int MOST = 64;

    private DescriptorBatches() {}

    /** Ends the leases of all, as {@link Descriptor#closeAll} says. */
    public static void closeAll(Descriptor[] all, int from, int to) {
        Objects.checkFromToIndex(from, to, all.length);
        for (int i = from; i < to; i++) {
            if (all[i] == null) {
                throw new NullPointerException(
                        "the descriptor at " + i + " of those to be closed is null");
            }
        }
        IllegalStateException failure = null;
        for (int next = from; next < to; ) {
            DescriptorState one = DescriptorAccess.of(all[next]);
            LocalRegion of = one.knownRegion();
            int ended = of == null ? next : of.endSome(all, next, endOfBatch(next, to));
            if (ended == next) {
                failure = close(one, failure);
                ended++;
            }
            next = ended;
        }
        if (failure != null) {
            throw failure;
        }
    }

    static int endOfBatch(int from, int to) {
        return from + Math.min(to - from, MOST);
    }

    /** Closes one that is not as it should be; answers what is to be thrown. */
    private static IllegalStateException close(DescriptorState one, IllegalStateException before) {
        try {
            one.close();
            return before;
        } catch (IllegalStateException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }
}
