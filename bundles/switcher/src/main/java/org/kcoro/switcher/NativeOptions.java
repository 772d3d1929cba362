// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

/**
 * How a native coroutine is opened. Immutable.
 *
 * @param name for dumps and errors, or null for the name of the C function
 * @param stackBytes the size of its stack, without the guard; 0 for that of the service. It is
 *     rounded up to a power of two
 * @param pinned whether it stays with the thread of the operating system that resumes it first, for
 *     C code that keeps {@code errno} or addresses of thread-local variables across a yield
 * @param cleanup run once by whoever closes it, if it is closed before its function has returned,
 *     after its stack was given back; or null. It frees what the C code would have freed
 */
public record NativeOptions(String name, long stackBytes, boolean pinned, Runnable cleanup) {

    private static final NativeOptions DEFAULTS = new NativeOptions(null, 0, false, null);

    /** Options without anything: the service's stack size, free to move between threads. */
    public static NativeOptions defaults() {
        return DEFAULTS;
    }

    /** Options with a name and nothing else. */
    public static NativeOptions named(String name) {
        return new NativeOptions(name, 0, false, null);
    }

    /** These options with a stack of a size, in bytes. */
    public NativeOptions withStack(long stackBytes) {
        return new NativeOptions(name, stackBytes, pinned, cleanup);
    }

    /** These options for one that stays with its thread. */
    public NativeOptions onOneThread() {
        return new NativeOptions(name, stackBytes, true, cleanup);
    }

    /** These options with a cleanup. */
    public NativeOptions withCleanup(Runnable cleanup) {
        return new NativeOptions(name, stackBytes, pinned, cleanup);
    }
}
