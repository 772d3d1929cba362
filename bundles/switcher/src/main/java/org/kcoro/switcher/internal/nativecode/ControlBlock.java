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

    private ControlBlock() {}

    /** The block of a stack. */
    static MemorySegment of(MemorySegment stack) {
        return stack.asSlice(stack.byteSize() - BYTES);
    }

    /** What the last yield meant. */
    static long signal(MemorySegment block) {
        return block.get(ValueLayout.JAVA_LONG, SIGNAL);
    }
}
