// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Whether the current thread, virtual or not, holds a monitor. One that stood still while it does
 * could keep another from ever coming to its next scheduling point.
 *
 * <p>The JDK tells it of virtual threads nowhere but in the live frames of its stack walker, for
 * which {@code java.base/java.lang} must be open to this module. Without, no monitor is seen.
 */
final class HeldMonitors {

    private static final StackWalker LIVE_FRAMES;
    private static final MethodHandle GET_MONITORS;

    static {
        StackWalker walker = null;
        MethodHandle getMonitors = null;
        try {
            Class<?> frame = Class.forName("java.lang.LiveStackFrame");
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(frame, MethodHandles.lookup());
            walker =
                    (StackWalker)
                            lookup.findStatic(
                                            frame,
                                            "getStackWalker",
                                            MethodType.methodType(StackWalker.class))
                                    .invoke();
            getMonitors =
                    lookup.findVirtual(frame, "getMonitors", MethodType.methodType(Object[].class))
                            .asType(
                                    MethodType.methodType(
                                            Object[].class, StackWalker.StackFrame.class));
        } catch (Throwable e) {
            walker = null;
        }
        LIVE_FRAMES = walker;
        GET_MONITORS = getMonitors;
    }

    private HeldMonitors() {}

    /** Whether the current thread holds any other monitor than one. */
    static boolean otherThan(Object own) {
        return LIVE_FRAMES != null
                && LIVE_FRAMES.walk(frames -> frames.anyMatch(frame -> holds(frame, own)));
    }

    private static boolean holds(StackWalker.StackFrame frame, Object own) {
        Object[] monitors;
        try {
            monitors = (Object[]) GET_MONITORS.invokeExact(frame);
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK refuses what it has offered", e);
        }
        for (Object monitor : monitors) {
            if (monitor != null && monitor != own) {
                return true;
            }
        }
        return false;
    }
}
