// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Actors over channels, with supervision. */
module org.kcoro.actors {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires transitive org.kcoro.channels;

    exports org.kcoro.actors;
}
