// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSource;
import org.kcoro.switcher.ContextSwitcher;

/** Contexts on the JDK's virtual threads, carried by whoever runs the turns. */
public final class VirtualThreadSwitcher implements ContextSwitcher {

    public static final String NAME = "virtual-thread";

    private final ThreadStarter starter;

    /**
     * @throws ReflectiveOperationException when {@code java.lang} is not open, or the JDK has no
     *     such method
     */
    public VirtualThreadSwitcher() throws ReflectiveOperationException {
        CarriedThread.require();
        starter = starter();
    }

    private static ThreadStarter starter() {
        try {
            return new CoroutineThreads();
        } catch (LinkageError e) {
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
