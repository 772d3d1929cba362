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

/** A launch, with the stack of the one that launches. */
@Name("org.kcoro.Launch")
@Label("Coroutine Launch")
@Description("A coroutine is launched")
@Category("kcoro")
@Enabled(false)
@StackTrace(true)
public final class LaunchEvent extends Event {

    @Label("Coroutine")
    long coroutine;

    @Label("Name")
    String name;

    /** Notes one, if somebody records it. */
    public static void note(Coroutine<?> of) {
        LaunchEvent event = new LaunchEvent();
        if (event.isEnabled()) {
            event.coroutine = of.id();
            event.name = of.name();
            event.commit();
        }
    }
}
