// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.lang.foreign.MemorySegment;

import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeCoroutines;

/** The examples of the guide to C functions as coroutines. */
final class NativeGuide {

    private NativeGuide() {}

    // tag::sums[]
    static long sumOf(MemorySegment sums, long... values) {
        try (NativeCoroutines coroutines = NativeCoroutines.builder().build();
                NativeCoroutine coroutine = coroutines.open(sums, MemorySegment.NULL)) {
            long sum = 0;
            for (long value : values) {
                sum = coroutine.resume(value);
            }
            return sum;
        }
    }
    // end::sums[]
}
