// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

import org.kcoro.switcher.internal.nativecode.SwitcherLibrary;

/**
 * Runs C functions as coroutines: they yield from deep inside a call, and Java goes on. The C side
 * is the header {@code kcoro/coroutine.h}, a resource of this bundle under {@code include}.
 *
 * <p>It needs a library of the processor: the bundle fragment {@code org.kcoro.switcher.x86_64} or
 * {@code org.kcoro.switcher.arm64}, on Linux. Where it cannot be had, {@link #absence} says why,
 * and all else of kcoro works without.
 *
 * <p>No Java code ever runs on such a stack: C code must not call into Java. A stack that overflows
 * meets its guard, and ends the process.
 *
 * <p>All methods may be called by any thread.
 */
public interface NativeCoroutines extends AutoCloseable {

    /** Why there are none in this JVM, with the remedy; empty where they work. */
    static Optional<String> absence() {
        return Optional.ofNullable(SwitcherLibrary.ofSystem().absence());
    }

    /** A builder with default settings. */
    static NativeCoroutinesBuilder builder() {
        return new NativeCoroutinesBuilder();
    }

    /**
     * Opens a coroutine with default options. The caller owns it, and closes it unless it ends.
     *
     * @param function a {@code kc_body} of the C header
     * @param argument its second argument, which may be {@link MemorySegment#NULL}. It is kept
     *     reachable, and its memory must live as long as the C code uses it
     * @throws IllegalArgumentException when the function is null
     * @throws IllegalStateException when the arena of the function or the argument was closed, when
     *     as many as the limit are open, when there is no memory for a stack, or after {@link
     *     #close}
     */
    default NativeCoroutine open(MemorySegment function, MemorySegment argument) {
        return open(function, argument, NativeOptions.defaults());
    }

    /**
     * Opens a coroutine as above, with options.
     *
     * @throws IllegalArgumentException also when the size of the stack is not from 32 KiB to 64 MiB
     */
    NativeCoroutine open(MemorySegment function, MemorySegment argument, NativeOptions options);

    /** What it has counted. */
    NativeCounters counters();

    /**
     * Opens no more, and closes those that are suspended. One that runs meanwhile is closed when
     * its resume returns; the memory of all stacks is given back with the last of them. Idempotent.
     */
    @Override
    void close();
}
