// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

/** Sizes that all systems share. */
final class Batch {

    /** So many empty coroutines are launched before the launcher waits for their end. */
    static final int SPAWN = 10_000;

    /** Children of a node of the tree. */
    static final int CHILDREN = 10;

    private Batch() {}
}
