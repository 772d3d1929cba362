// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

import org.kcoro.switcher.ContextOwner;

/**
 * Finds monitors that a body holds where it would be suspended. A bare continuation would leave
 * them locked by its worker, and JDK 25 does not say so: the next body on that worker could enter.
 */
final class MonitorCheck {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /**
     * Refuses a suspension of the body that the current thread runs.
     *
     * @throws IllegalStateException when it holds a monitor, with the monitor and its frame
     */
    void check(ContextOwner owner) {
        long[] self = {Thread.currentThread().threadId()};
        ThreadInfo info = threads.getThreadInfo(self, true, false)[0];
        if (info == null || info.getLockedMonitors().length == 0) {
            return;
        }
        StackTraceElement[] stack = info.getStackTrace();
        for (MonitorInfo monitor : info.getLockedMonitors()) {
            if (monitor.getLockedStackDepth() < depthOfBody(stack)) {
                throw new IllegalStateException(
                        "coroutine "
                                + owner.name()
                                + " cannot be suspended here: it holds the monitor of "
                                + monitor.getClassName()
                                + "@"
                                + Integer.toHexString(monitor.getIdentityHashCode())
                                + ", entered at "
                                + monitor.getLockedStackFrame()
                                + "; leave it before the wait, use a kcoro Mutex, or the switcher"
                                + " virtual-thread");
            }
        }
    }

    /** How many frames from the top belong to the body: those above its continuation's entry. */
    private static int depthOfBody(StackTraceElement[] stack) {
        for (int i = 0; i < stack.length; i++) {
            if (stack[i].getClassName().equals("jdk.internal.vm.Continuation")
                    && stack[i].getMethodName().equals("enter")) {
                return i;
            }
        }
        return stack.length;
    }
}
