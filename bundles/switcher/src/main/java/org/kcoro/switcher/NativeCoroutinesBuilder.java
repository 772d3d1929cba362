// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import org.kcoro.port.Settings;
import org.kcoro.switcher.internal.nativecode.NativeSpace;
import org.kcoro.switcher.internal.nativecode.StackPool;
import org.kcoro.switcher.internal.nativecode.SwitcherLibrary;

/** Settings of {@link NativeCoroutines}. Not thread-safe. */
public final class NativeCoroutinesBuilder {

    /** The smallest stack, in bytes: less would not hold what signals and a crash log need. */
    public static final int MIN_STACK_BYTES = 32 * 1024;

    /** The largest stack, in bytes. */
    public static final int MAX_STACK_BYTES = 64 * 1024 * 1024;

    /** The largest limit of coroutines that are open at once. */
    public static final int MAX_COROUTINES = 1_000_000;

    private static final int DEFAULT_STACK_BYTES = 64 * 1024;
    private static final int DEFAULT_COROUTINES = 100_000;

    private int stackBytes = DEFAULT_STACK_BYTES;
    private int maxCoroutines = DEFAULT_COROUTINES;

    NativeCoroutinesBuilder() {}

    /**
     * Takes the settings {@code nativeStackBytes} and {@code nativeCoroutines} where they are set.
     *
     * @throws IllegalArgumentException when a setting cannot be used, with its name
     */
    public NativeCoroutinesBuilder settings(Settings settings) {
        stackBytes =
                settings.integer("nativeStackBytes", stackBytes, MIN_STACK_BYTES, MAX_STACK_BYTES);
        maxCoroutines = settings.integer("nativeCoroutines", maxCoroutines, 1, MAX_COROUTINES);
        return this;
    }

    /**
     * The size of a stack where options name none, in bytes, rounded up to a power of two; 64 KiB
     * unless told.
     *
     * @throws IllegalArgumentException unless from {@value #MIN_STACK_BYTES} to {@value
     *     #MAX_STACK_BYTES}
     */
    public NativeCoroutinesBuilder stackBytes(int stackBytes) {
        StackPool.requireStackSize(stackBytes, "setting nativeStackBytes is");
        this.stackBytes = stackBytes;
        return this;
    }

    /**
     * How many may be open at once; 100,000 unless told.
     *
     * @throws IllegalArgumentException unless from 1 to {@value #MAX_COROUTINES}
     */
    public NativeCoroutinesBuilder maxCoroutines(int maxCoroutines) {
        if (maxCoroutines < 1 || maxCoroutines > MAX_COROUTINES) {
            throw new IllegalArgumentException(
                    "setting nativeCoroutines is "
                            + maxCoroutines
                            + "; it must be from 1 to "
                            + MAX_COROUTINES);
        }
        this.maxCoroutines = maxCoroutines;
        return this;
    }

    /**
     * Makes them. The caller owns what it gets, and closes it.
     *
     * @throws UnsupportedOperationException when there are none in this JVM, with the reason of
     *     {@link NativeCoroutines#absence}
     */
    public NativeCoroutines build() {
        SwitcherLibrary.ofSystem().require();
        return new NativeSpace(stackBytes, maxCoroutines);
    }
}
