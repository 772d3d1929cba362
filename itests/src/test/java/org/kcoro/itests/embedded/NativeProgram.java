// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.embedded;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeCoroutines;

/**
 * A plain program that runs a function of the C library as a coroutine, or says why it cannot;
 * {@code EmbeddedNativeIT} runs it as a process.
 */
public final class NativeProgram {

    private NativeProgram() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        String where = NativeCoroutines.class.getModule().isNamed() ? "module" : "class";
        if (NativeCoroutines.absence().isPresent()) {
            System.out.println(where + " " + NativeCoroutines.absence().get());
            return;
        }
        try (NativeCoroutines coroutines = NativeCoroutines.builder().build()) {
            MemorySegment labs = Linker.nativeLinker().defaultLookup().findOrThrow("labs");
            NativeCoroutine coroutine = coroutines.open(labs, MemorySegment.NULL);
            boolean ran = coroutine.resume(0) != 0 && coroutine.hasEnded();
            System.out.println(where + (ran ? " ran" : " did not run"));
        }
    }
}
