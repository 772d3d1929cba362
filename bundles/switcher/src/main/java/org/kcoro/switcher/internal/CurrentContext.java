// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.util.function.Supplier;

import org.kcoro.switcher.Context;

/**
 * Finds the context that the caller runs in.
 *
 * <p>A context on a virtual thread is a thread-local of that thread: the thread's identity is the
 * same before and after a park, whatever carries it. A context on a bare continuation is asked of
 * the continuation, never of a thread-local: those belong to the worker.
 */
public final class CurrentContext {

    private static final ThreadLocal<Context> OF_VIRTUAL_THREAD = new ThreadLocal<>();

    /** Set once by the {@code continuation} switcher, where that works. */
    private static volatile Supplier<Context> ofPlatformThread = () -> null;

    private CurrentContext() {}

    public static Context get() {
        return Thread.currentThread().isVirtual()
                ? OF_VIRTUAL_THREAD.get()
                : ofPlatformThread.get();
    }

    static void setOfVirtualThread(Context context) {
        OF_VIRTUAL_THREAD.set(context);
    }

    static void setOfPlatformThread(Supplier<Context> supplier) {
        ofPlatformThread = supplier;
    }
}
