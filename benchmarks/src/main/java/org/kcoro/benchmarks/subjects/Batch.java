// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import org.kcoro.benchmarks.Work;

/** Sizes that all systems share. */
final class Batch {

    /** So many empty coroutines are launched before the launcher waits for their end. */
    static final int SPAWN = 10_000;

    /** Children of a node of the tree. */
    static final int CHILDREN = 10;

    /** Senders, and receivers, where there are many. */
    static final int SENDERS = 4;

    private Batch() {}

    /** The room of the buffered channel that a work wants; 0 where it is to have none. */
    static int capacity(Work work) {
        return switch (work) {
            case BUFFERED_16 -> 16;
            case BUFFERED_1024 -> 1024;
            case MPMC_4X4 -> 64;
            default -> 0;
        };
    }
}
