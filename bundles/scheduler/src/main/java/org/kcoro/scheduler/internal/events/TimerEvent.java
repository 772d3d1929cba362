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
import jdk.jfr.Timespan;

/** A timer that has come up. */
@Name("org.kcoro.Timer")
@Label("Timer")
@Description("A timer has come up")
@Category("kcoro")
@Enabled(false)
@StackTrace(false)
public final class TimerEvent extends Event {

    @Label("For")
    @Description("The coroutine that is woken, or the action that is run")
    String target;

    @Label("Late")
    @Description("How long after its deadline")
    @Timespan(Timespan.NANOSECONDS)
    long late;

    /** Notes one, if somebody records it. */
    public static void note(Object target, long lateNanos) {
        TimerEvent event = new TimerEvent();
        if (event.isEnabled()) {
            event.target = target.toString();
            event.late = lateNanos;
            event.commit();
        }
    }
}
