// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/** The executor that carries a virtual thread, where {@code java.base/java.lang} is open to us. */
final class CarrierOfThread {

    /** A constant, so that the compiler sees through it; null where it is not open. */
    private static final VarHandle SCHEDULER = scheduler();

    private CarrierOfThread() {}

    private static VarHandle scheduler() {
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            if (!type.getModule().isOpen("java.lang", CarrierOfThread.class.getModule())) {
                return null;
            }
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVarHandle(type, "scheduler", Executor.class);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    static boolean isKnown() {
        return SCHEDULER != null;
    }

    /** The executor of a virtual thread; null where it is not known. */
    static Object of(Thread thread) {
        return SCHEDULER == null ? null : (Object) SCHEDULER.get(thread);
    }
}
