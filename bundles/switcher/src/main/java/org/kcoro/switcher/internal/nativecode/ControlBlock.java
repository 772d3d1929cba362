// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.nativecode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The head of a coroutine, at the top of its stack; the drawing stands in {@code switcher.S}.
 *
 * <pre>
 *  0         8         16        24        32                 64
 * +---------+---------+---------+---------+------------------+
 * | yield   | sp      | signal  | abi     |                  |
 * +---------+---------+---------+---------+------------------+
 * </pre>
 */
final class ControlBlock {

    /** Its size; it is aligned to as much. */
    static final int BYTES = 64;

    private static final long SIGNAL = 16;

    /** All memory; a constant, so that a read is one instruction. */
    private static final MemorySegment MEMORY = memory();

    private ControlBlock() {}

    @SuppressWarnings("restricted") // there is a library, so access was asked for
    private static MemorySegment memory() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /** The address of the block of a stack. */
    static long of(MemorySegment stack) {
        return stack.address() + stack.byteSize() - BYTES;
    }

    /** What the last yield meant. */
    static long signal(long block) {
        return MEMORY.get(ValueLayout.JAVA_LONG, block + SIGNAL);
    }
}
