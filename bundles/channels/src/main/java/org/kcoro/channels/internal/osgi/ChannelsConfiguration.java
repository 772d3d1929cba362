// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The registry's settings as Configuration Admin shows them. */
@ObjectClassDefinition(name = "kcoro channels")
public @interface ChannelsConfiguration {

    /** How long receivers have when the owner of channels ends; -1 takes kcoro.drainMillis. */
    @AttributeDefinition(
            name = "Drain",
            description =
                    "Milliseconds that receivers have when a bundle with channels stops; -1:"
                            + " kcoro.drainMillis, else 1000")
    int drainMillis() default -1;

    /** Whether channels tell what they count; blank takes kcoro.metrics, else false. */
    @AttributeDefinition(
            name = "Metrics",
            description = "true or false: whether channels feed metrics; blank: kcoro.metrics")
    String metrics() default "";

    /** How many events the feed keeps; 0 takes kcoro.metricsCapacity, else 64. */
    @AttributeDefinition(
            name = "Metrics: capacity",
            description = "Events that the feed keeps; 0: kcoro.metricsCapacity, else 64")
    int metricsCapacity() default 0;

    /** How many operations an event needs; 0 takes kcoro.metricsOperations, else 1024. */
    @AttributeDefinition(
            name = "Metrics: operations",
            description =
                    "Operations of a channel until its next event; 0: kcoro.metricsOperations,"
                            + " else 1024")
    int metricsOperations() default 0;

    /** After how many milliseconds fewer do; -1 takes kcoro.metricsMillis, else 50. */
    @AttributeDefinition(
            name = "Metrics: interval",
            description =
                    "Milliseconds after which fewer operations do; -1: kcoro.metricsMillis, else"
                            + " 50")
    int metricsMillis() default -1;
}
