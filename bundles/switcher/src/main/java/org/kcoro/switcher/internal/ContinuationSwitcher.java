// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/**
 * Contexts on the JDK's bare continuations: the cheapest switch, for bodies that keep to the rules.
 *
 * <p>A context never migrates, for compiled code keeps the current thread across a yield. Its
 * thread-locals are the worker's.
 */
public final class ContinuationSwitcher implements ContextSwitcher {

    public static final String NAME = "continuation";

    static final ContinuationScope SCOPE = new ContinuationScope("kcoro");

    /** Null unless asked for: each time it stops all threads of the JVM for a moment. */
    private final MonitorCheck monitorCheck;

    /**
     * @param checkMonitors whether a suspension with a monitor held is refused
     * @throws ReflectiveOperationException when {@code java.lang} is not open
     * @throws IllegalAccessError when {@code jdk.internal.vm} is not exported
     */
    public ContinuationSwitcher(boolean checkMonitors) throws ReflectiveOperationException {
        if (!Thread.class.getModule().isOpen("java.lang", ContinuationSwitcher.class.getModule())) {
            throw new IllegalAccessException(
                    "java.lang is not open; add --add-opens java.base/java.lang="
                            + VirtualThreadSwitcher.moduleName(ContinuationSwitcher.class));
        }
        if (!ScopedValueBindings.areKnown()) {
            throw new NoSuchFieldException("a thread does not know its scoped values");
        }
        monitorCheck = checkMonitors ? new MonitorCheck() : null;
        CurrentContext.setOfPlatformThread(ContinuationContext::onThisThread);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean migrates() {
        return false;
    }

    @Override
    public Context newContext(ContextOwner owner) {
        return new ContinuationContext(owner, this);
    }

    void checkMonitors(ContextOwner owner) {
        if (monitorCheck != null) {
            monitorCheck.check(owner);
        }
    }

    /** A continuation that knows its context. */
    static final class Body extends Continuation {

        final ContinuationContext context;

        Body(ContinuationContext context) {
            super(SCOPE, context.owner());
            this.context = context;
        }

        @Override
        protected void onPinned(Pinned reason) {
            throw new IllegalStateException(
                    "coroutine "
                            + context.owner().name()
                            + " cannot be suspended here: "
                            + describe(reason)
                            + "; wait elsewhere, or use the switcher virtual-thread");
        }

        private static String describe(Pinned reason) {
            return switch (reason) {
                case NATIVE -> "a native frame or a class initialiser is on its stack";
                case MONITOR -> "it holds a monitor";
                case CRITICAL_SECTION -> "it is in a critical section of the JVM";
                default -> "the JVM has no memory or no stack left for it";
            };
        }
    }
}
