// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.NativeCall;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.NativePayloads;
import org.kcoro.zref.PoolRegion;

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

    // tag::call[]
    static Coroutine<Long> launch(
            Scheduler scheduler,
            NativeCoroutines coroutines,
            MemorySegment frames,
            PoolRegion pool,
            DescriptorChannel out,
            Arena arena) {
        NativeCall.Builder call =
                NativeCall.builder(coroutines, frames).handler(NativePayloads.handler());
        long[] handles = {call.attach(pool), call.attach(out)};
        return call.argument(arena.allocateFrom(ValueLayout.JAVA_LONG, handles))
                .build()
                .launch(scheduler);
    }
    // end::call[]
}
