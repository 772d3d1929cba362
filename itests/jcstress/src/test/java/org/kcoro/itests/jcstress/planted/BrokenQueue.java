// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.jcstress.planted;

/** A queue whose takers do not claim what they take: two may take one. */
final class BrokenQueue {

    private final int[] cells = {1, 2, 3};
    private volatile int head;

    int take() {
        int h = head;
        head = h + 1;
        return h < cells.length ? cells[h] : 0;
    }
}
