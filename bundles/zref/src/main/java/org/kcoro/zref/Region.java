// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.List;

/**
 * Memory outside the heap, of which parts are leased. It is registered when it is built, and lasts
 * until {@link Regions#unregister}, which no live lease outlasts. Thread-safe.
 */
public interface Region {

    /** Unique in this JVM, also among regions that are gone. */
    long id();

    /** For errors and snapshots; unique in its registry. */
    String name();

    /** In bytes. */
    long size();

    /** Whether nothing in it can be written. */
    boolean isReadOnly();

    /** What it has counted, all at one moment. */
    RegionSnapshot snapshot();

    /**
     * The leases that are live, each at a moment of its own; with where it was taken if that was
     * sampled.
     *
     * @param limit no more than this
     */
    List<LiveLease> liveLeases(int limit);

    /**
     * What was asked for and the system did not give, such as huge pages, and why; empty when all
     * is as it was asked for. Such a region works, only less fast.
     */
    List<String> notes();
}
