// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the words may take, so that a text with too many of them ends with a clear error
 * before the heap does. Thread-safe.
 */
final class MemoryBudget {

    /**
     * What a distinct word takes besides its bytes, about: key, count, array header, table entry.
     */
    static final long OVERHEAD_BYTES = 128;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Three quarters of the largest heap of this process. */
    static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / 4 * 3);
    }

    /**
     * Takes some.
     *
     * @throws IllegalStateException when there is not so much left, naming the limit and the remedy
     */
    void take(long bytes) {
        if (taken.addAndGet(bytes) > limit) {
            throw new IllegalStateException(
                    "the distinct words take more than the "
                            + limit
                            + " bytes that the heap allows; give it more by KCORO_JAVA_OPTS=-Xmx…");
        }
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
