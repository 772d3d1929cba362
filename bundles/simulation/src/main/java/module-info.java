// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** A port with one virtual clock and seeded choices; replays a seed. */
module org.kcoro.simulation {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires transitive org.kcoro.port;

    exports org.kcoro.simulation;
}
