// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

import org.kcoro.scheduler.Coroutine;

/** A steal, on the thread of the thief. */
@Name("org.kcoro.Steal")
@Label("Coroutine Steal")
@Description("A worker takes a coroutine from the queue of another")
@Category("kcoro")
@Enabled(false)
@StackTrace(false)
public final class StealEvent extends Event {

    @Label("Coroutine")
    long coroutine;

    @Label("Name")
    String name;

    /** Notes one, if somebody records it. */
    public static void note(Coroutine<?> of) {
        StealEvent event = new StealEvent();
        if (event.isEnabled()) {
            event.coroutine = of.id();
            event.name = of.name();
            event.commit();
        }
    }
}
