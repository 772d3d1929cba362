// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The scoped values bound on a thread, where {@code java.base/java.lang} is open to us. */
public final class ScopedValueBindings {

    /** A constant, so that the compiler sees through it; null where it is not open. */
    private static final VarHandle BINDINGS = bindings();

    private ScopedValueBindings() {}

    private static VarHandle bindings() {
        if (!Thread.class.getModule().isOpen("java.lang", ScopedValueBindings.class.getModule())) {
            return null;
        }
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, "scopedValueBindings", Object.class);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    public static boolean areKnown() {
        return BINDINGS != null;
    }

    /** Those of the current thread. */
    public static Object of(Thread current) {
        return BINDINGS.get(current);
    }

    /** Changes those of the current thread. */
    public static void set(Thread current, Object bindings) {
        BINDINGS.set(current, bindings);
    }
}
