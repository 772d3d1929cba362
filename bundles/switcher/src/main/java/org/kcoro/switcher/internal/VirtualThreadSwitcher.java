// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSource;
import org.kcoro.switcher.ContextSwitcher;

/**
 * Contexts on the JDK's virtual threads, carried by whoever runs the turns.
 *
 * <p>The JDK lets nobody choose the carrier of a virtual thread by public means; {@code
 * java.lang.ThreadBuilders.newVirtualThread(Executor, …)} does it, where {@code
 * java.base/java.lang} is open to this module.
 */
public final class VirtualThreadSwitcher implements ContextSwitcher {

    public static final String NAME = "virtual-thread";

    /** {@code Thread.NO_INHERIT_THREAD_LOCALS}: a context inherits nothing from its launcher. */
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    private final MethodHandle newVirtualThread;
    private final ThreadStarter starter;

    /**
     * @throws ReflectiveOperationException when {@code java.lang} is not open, or the JDK has no
     *     such method
     */
    public VirtualThreadSwitcher() throws ReflectiveOperationException {
        Class<?> builders = Class.forName("java.lang.ThreadBuilders");
        if (!builders.getModule().isOpen("java.lang", VirtualThreadSwitcher.class.getModule())) {
            throw new IllegalAccessException(
                    "java.lang is not open; add --add-opens java.base/java.lang="
                            + moduleName(VirtualThreadSwitcher.class));
        }
        newVirtualThread =
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
        starter = starter();
        if (!CarrierOfThread.isKnown()) {
            throw new NoSuchFieldException("a virtual thread does not know its executor");
        }
    }

    private static ThreadStarter starter() {
        try {
            return new CoroutineThreads();
        } catch (ReflectiveOperationException | LinkageError e) {
            // Not exported to us, or another JDK: a little slower.
            return ThreadStarter.PUBLIC;
        }
    }

    /** The module's name as a JVM option has it. */
    static String moduleName(Class<?> type) {
        Module module = type.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean migrates() {
        return true;
    }

    @Override
    public Context newContext(ContextOwner owner) {
        return new VirtualThreadContext(owner, this);
    }

    Thread newThread(Executor carrier, String name, Runnable body) {
        try {
            return (Thread)
                    newVirtualThread.invokeExact(carrier, name, NO_INHERIT_THREAD_LOCALS, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread for " + name, e);
        }
    }

    void start(Thread thread) {
        starter.start(thread);
    }

    @Override
    public void show(ContextSource source) {
        starter.show(source);
    }

    @Override
    public void hide(ContextSource source) {
        starter.hide(source);
    }
}
