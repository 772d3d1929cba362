// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.util.function.Supplier;

import org.kcoro.switcher.Context;

/**
 * Finds the context that the caller runs in.
 *
 * <p>A context on a virtual thread that we carry is the executor of that thread, where the JDK
 * keeps it for us: nothing to look up, and nothing to allocate. One on a virtual thread that the
 * JDK carries is a thread-local of it. A context on a bare continuation is asked of the
 * continuation, never of a thread-local: those belong to the worker.
 */
public final class CurrentContext {

    private static final ThreadLocal<Context> OF_VIRTUAL_THREAD = new ThreadLocal<>();

    /** Set once by the {@code continuation} switcher, where that works. */
    private static volatile Supplier<Context> ofPlatformThread = () -> null;

    private CurrentContext() {}

    public static Context get() {
        Thread thread = Thread.currentThread();
        if (!thread.isVirtual()) {
            return ofPlatformThread.get();
        }
        return CarriedThread.executorOf(thread) instanceof Context context
                ? context
                : OF_VIRTUAL_THREAD.get();
    }

    /** Called on the virtual thread of a context that the JDK carries. */
    static void setOfVirtualThread(Context context) {
        OF_VIRTUAL_THREAD.set(context);
    }

    static void setOfPlatformThread(Supplier<Context> supplier) {
        ofPlatformThread = supplier;
    }
}
