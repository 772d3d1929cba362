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

    /** Bytes of a payload, and where the last of its words stands. */
    static final int PAYLOAD = 1024;

    static final int LAST_WORD = PAYLOAD - Long.BYTES;

    /** What lies between producers and consumers at most. */
    static final int PAYLOADS_BETWEEN = 1024;

    /** What a producer or consumer has at most, where payloads go in batches. */
    static final int PAYLOADS_AT_ONCE = 64;

    /** Payloads in a pool: nobody waits for one who does not wait for room. */
    static final int PAYLOADS = PAYLOADS_BETWEEN + 2 * SENDERS * PAYLOADS_AT_ONCE;

    /** Bytes of an element that goes over a socket. */
    static final int IPC_ELEMENT = 64;

    /** How many of them are under way at most, where they are pipelined. */
    static final int IPC_WINDOW = 512;

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
