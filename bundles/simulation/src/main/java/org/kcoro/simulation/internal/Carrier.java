// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The platform thread under a virtual one. A coroutine on a virtual thread runs on the simulated
 * thread that carries it; to stand still in the midst of its turn, it must not leave that carrier,
 * so it is pinned meanwhile.
 *
 * <p>It takes what the switchers take: {@code java.base/java.lang} open, and {@code
 * jdk.internal.vm} exported, to this module. Without, virtual threads count as threads outside of
 * the simulation.
 */
final class Carrier {

    /**
     * The handles are null where the JDK is closed. Not constants for the compiler: it could else
     * keep the carrier of a body in a compiled frame, and use it after the body has migrated.
     */
    private static volatile MethodHandle currentCarrier;

    private static volatile MethodHandle pin;
    private static volatile MethodHandle unpin;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodType nothing = MethodType.methodType(void.class);
            pin = lookup.findStatic(continuation, "pin", nothing);
            unpin = lookup.findStatic(continuation, "unpin", nothing);
            currentCarrier =
                    MethodHandles.privateLookupIn(Thread.class, lookup)
                            .findStatic(
                                    Thread.class,
                                    "currentCarrierThread",
                                    MethodType.methodType(Thread.class));
        } catch (ReflectiveOperationException e) {
            currentCarrier = null;
        }
    }

    private Carrier() {}

    /** The current thread, or the one that carries it; a virtual one where that is not known. */
    static Thread current() {
        Thread thread = Thread.currentThread();
        MethodHandle handle = currentCarrier;
        if (!thread.isVirtual() || handle == null) {
            return thread;
        }
        try {
            return (Thread) handle.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Keeps a virtual thread on its carrier until {@link #unpin}; false for a platform thread. */
    static boolean pin() {
        if (!Thread.currentThread().isVirtual()) {
            return false;
        }
        call(pin);
        return true;
    }

    static void unpin() {
        call(unpin);
    }

    private static void call(MethodHandle handle) {
        try {
            handle.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        return new IllegalStateException("the JDK refuses what it has offered", e);
    }
}
