// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of regions and backends as Configuration Admin shows them. */
@ObjectClassDefinition(name = "kcoro zref")
public @interface ZrefConfiguration {

    /** How long receivers and leases have at an end; -1 takes kcoro.drainMillis. */
    @AttributeDefinition(
            name = "Drain",
            description =
                    "Milliseconds that receivers and leases have when a backend goes, or a bundle"
                            + " with channels or regions stops; -1: kcoro.drainMillis, else 1000")
    int drainMillis() default -1;

    /** Of how many leases one keeps where it was taken; -1 takes kcoro.leakSample. */
    @AttributeDefinition(
            name = "Leak sample",
            description =
                    "One lease in so many keeps where it was taken, in regions that are built from"
                            + " now on; 0: none; -1: kcoro.leakSample, else 0")
    int leakSample() default -1;

    /** Where shared regions have their files; blank takes kcoro.regionFolder. */
    @AttributeDefinition(
            name = "Region folder",
            description =
                    "Where shared regions have their files; blank: kcoro.regionFolder, else one of"
                            + " this user's in memory")
    String regionFolder() default "";
}
