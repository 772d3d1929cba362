// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/**
 * What a switcher claims to be able to do; {@link ContextSwitcherKit} holds it to that.
 *
 * @param migrates whether the turns of one context may run on different threads, as {@link
 *     org.kcoro.switcher.ContextSwitcher#migrates} says
 * @param monitorsSafe whether a body may hold a monitor across a park
 * @param ownThread whether a body has a thread of its own: {@link Thread#currentThread}, its
 *     thread-locals and its interrupt flag are the same in all its turns, and no other body's
 */
public record SwitcherCapabilities(boolean migrates, boolean monitorsSafe, boolean ownThread) {

    /** All that a virtual thread can do. */
    public static final SwitcherCapabilities ALL = new SwitcherCapabilities(true, true, true);

    /** Of a context that borrows the thread of its worker, and stays with it. */
    public static final SwitcherCapabilities BOUND = new SwitcherCapabilities(false, false, false);
}
