// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * Conformance kits of ports, switchers, schedulers, channels, backends and transports, and dumps of
 * tests that hang.
 */
module org.kcoro.testkit {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires transitive org.junit.jupiter.api;
    requires transitive org.kcoro.port;
    requires transitive org.kcoro.switcher;
    requires transitive org.kcoro.scheduler;
    requires transitive org.kcoro.channels;
    requires transitive org.kcoro.zref;
    requires transitive org.kcoro.ipc;
    requires org.kcoro.protocol;

    exports org.kcoro.testkit;
}
