// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;

/**
 * The scoped values that are bound where {@link #capture} is called, for a body that runs
 * elsewhere. The one who captures must not leave the {@code ScopedValue.where} it is in before that
 * body has ended: a scope sees to that.
 *
 * <p>The JDK lets only its own structured scopes hand bindings on. Where {@code
 * java.base/java.lang} is not open to this module, nothing is captured. Immutable.
 */
public final class InheritedScopedValues {

    private static final ScopedValue<Object> PROBE = ScopedValue.newInstance();
    private static final VarHandle BINDINGS = bindings();

    private final Object captured;

    private InheritedScopedValues(Object captured) {
        this.captured = captured;
    }

    private static VarHandle bindings() {
        if (!Thread.class
                .getModule()
                .isOpen("java.lang", InheritedScopedValues.class.getModule())) {
            return null;
        }
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, "scopedValueBindings", Object.class);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Whether bindings can be captured in this JVM. */
    public static boolean isSupported() {
        return BINDINGS != null;
    }

    /** The bindings of the caller, or null where there are none, or none can be captured. */
    public static InheritedScopedValues capture() {
        if (BINDINGS == null) {
            return null;
        }
        // Asking for any makes the JDK look up bindings that it has lost track of.
        PROBE.isBound();
        Object bound = BINDINGS.get(Thread.currentThread());
        // A new thread's mark is its class.
        return bound == null || bound instanceof Class<?> ? null : new InheritedScopedValues(bound);
    }

    /** Runs a body with the captured bindings, which replace those of the caller meanwhile. */
    public <T> T call(Callable<T> body) throws Exception {
        Thread thread = Thread.currentThread();
        Object before = BINDINGS.get(thread);
        BINDINGS.set(thread, captured);
        try {
            return body.call();
        } finally {
            BINDINGS.set(thread, before);
        }
    }
}
