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

/**
 * A turn, from its begin to its end. JDK 25 drops the first event of a thread behind one that a
 * virtual thread recorded on it: under {@code virtual-thread} the turns of bodies that record
 * something, also a park, are missing unless this event is the only one that is on.
 */
@Name("org.kcoro.Turn")
@Label("Coroutine Turn")
@Description("A worker runs a coroutine until it parks or ends")
@Category("kcoro")
@Enabled(false)
@StackTrace(false)
public final class TurnEvent extends Event {

    @Label("Coroutine")
    long coroutine;

    @Label("Name")
    String name;

    /** Begins an event; null while nobody records it. */
    public static TurnEvent start() {
        TurnEvent event = new TurnEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** Ends the event of a turn. */
    public void stop(Coroutine<?> of) {
        end();
        if (shouldCommit()) {
            coroutine = of.id();
            name = of.name();
            commit();
        }
    }
}
