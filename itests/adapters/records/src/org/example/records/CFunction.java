// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.example.records;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.function.ToLongFunction;

import org.kcoro.scheduler.NativeCall;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.NativePayloads;

/** Runs a function of this bundle's library, in the coroutine that calls. */
final class CFunction {

    // tag::library[]
    static {
        // Found through the header Bundle-NativeCode, and unloaded with the classes of the bundle.
        System.loadLibrary("records");
    }

    private static final SymbolLookup LIBRARY = SymbolLookup.loaderLookup();
    // end::library[]

    /** The words of its argument: handles of what is attached, and numbers. */
    interface Words {
        long[] of(ToLongFunction<Object> attach);
    }

    private CFunction() {}

    // tag::run[]
    static void run(NativeCoroutines coroutines, String function, Words words) throws Exception {
        NativeCall.Builder call =
                NativeCall.builder(coroutines, LIBRARY.findOrThrow(function))
                        .handler(NativePayloads.handler());
        // Cancelled, the call closes the C code before its argument goes.
        try (Arena arena = Arena.ofShared()) {
            call.argument(arena.allocateFrom(ValueLayout.JAVA_LONG, words.of(call::attach)))
                    .build()
                    .call();
        }
    }
    // end::run[]
}
