// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** The embeddable default: scheduler, channels, actors and bridge without OSGi. */
module org.kcoro {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires transitive org.kcoro.actors;
    requires transitive org.kcoro.ipc;
    requires transitive org.kcoro.zref;

    exports org.kcoro;
}
