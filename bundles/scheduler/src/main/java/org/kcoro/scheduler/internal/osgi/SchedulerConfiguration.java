// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The scheduler's settings as Configuration Admin shows them. */
@ObjectClassDefinition(name = "kcoro scheduler")
public @interface SchedulerConfiguration {

    /** How many workers; 0 takes kcoro.workers, else as many as there are processors. */
    @AttributeDefinition(
            name = "Workers",
            description = "Number of workers; 0: kcoro.workers, else one for each processor")
    int workers() default 0;

    /** Which switcher; blank takes kcoro.switcher, else the best that works. */
    @AttributeDefinition(
            name = "Switcher",
            description =
                    "virtual-thread, continuation or jdk; blank: kcoro.switcher, else the best")
    String switcher() default "";

    /** How many threads for calls that block; 0 takes kcoro.blockingThreads, else 64. */
    @AttributeDefinition(
            name = "Blocking threads",
            description =
                    "Largest number of threads for calls that block; 0: kcoro.blockingThreads,"
                            + " else 64")
    int blockingThreads() default 0;

    /** After how many milliseconds on a worker a coroutine is named; 0: kcoro.watchdogMillis. */
    @AttributeDefinition(
            name = "Watchdog",
            description =
                    "Milliseconds that a coroutine may keep a worker before it is named in the"
                            + " log; 0: kcoro.watchdogMillis, else never")
    int watchdogMillis() default 0;
}
