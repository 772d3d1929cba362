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
import org.kcoro.scheduler.WaitReason;

/** A wait, from the park to the return from it. */
@Name("org.kcoro.Park")
@Label("Coroutine Park")
@Description("A coroutine waits")
@Category("kcoro")
@Enabled(false)
@StackTrace(false)
public final class ParkEvent extends Event {

    @Label("Coroutine")
    long coroutine;

    @Label("Name")
    String name;

    @Label("Kind")
    @Description("What it does, such as send")
    String kind;

    @Label("Waits For")
    String label;

    /** Begins an event; null while nobody records it. */
    public static ParkEvent start() {
        ParkEvent event = new ParkEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** Ends the event of a wait. */
    public void stop(Coroutine<?> of, WaitReason reason) {
        end();
        if (shouldCommit()) {
            coroutine = of.id();
            name = of.name();
            kind = reason.kind();
            label = reason.label();
            commit();
        }
    }
}
