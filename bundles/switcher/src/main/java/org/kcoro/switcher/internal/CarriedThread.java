// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/**
 * Virtual threads that an executor of our choice carries. The JDK lets nobody choose by public
 * means; {@code java.lang.ThreadBuilders.newVirtualThread(Executor, …)} does it, where {@code
 * java.base/java.lang} is open to this module.
 */
final class CarriedThread {

    /** {@code Thread.NO_INHERIT_THREAD_LOCALS}: a context inherits nothing from its launcher. */
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    /** Why there are none in this JVM; null where there are. */
    private static final ReflectiveOperationException ABSENT;

    // Constants, so that the compiler sees through them; null where they are absent.
    private static final MethodHandle NEW;
    private static final VarHandle EXECUTOR;

    static {
        MethodHandle made = null;
        VarHandle executor = null;
        ReflectiveOperationException absent = null;
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            if (!builders.getModule().isOpen("java.lang", CarriedThread.class.getModule())) {
                throw new IllegalAccessException(
                        "java.lang is not open; add --add-opens java.base/java.lang="
                                + VirtualThreadSwitcher.moduleName(CarriedThread.class));
            }
            made =
                    MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                            .findStatic(
                                    builders,
                                    "newVirtualThread",
                                    MethodType.methodType(
                                            Thread.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class));
            Class<?> type = Class.forName("java.lang.VirtualThread");
            executor =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                            .findVarHandle(type, "scheduler", Executor.class);
        } catch (ReflectiveOperationException e) {
            absent = e;
        }
        NEW = made;
        EXECUTOR = executor;
        ABSENT = absent;
    }

    private CarriedThread() {}

    /**
     * Answers if there can be such threads.
     *
     * @throws ReflectiveOperationException when {@code java.lang} is not open, or this JDK has none
     */
    static void require() throws ReflectiveOperationException {
        if (ABSENT != null) {
            throw ABSENT;
        }
    }

    /** Makes one, not yet started. It hands its turns to an executor. */
    static Thread make(Executor executor, String name, Runnable body) {
        try {
            return (Thread) NEW.invokeExact(executor, name, NO_INHERIT_THREAD_LOCALS, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread for " + name, e);
        }
    }

    /** The executor of any virtual thread; null where it is not known. */
    static Object executorOf(Thread thread) {
        return EXECUTOR == null ? null : (Object) EXECUTOR.get(thread);
    }
}
