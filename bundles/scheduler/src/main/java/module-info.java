// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Coroutines on M:N workers, timers and readiness. */
module org.kcoro.scheduler {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.metatype.annotations;
    requires static org.osgi.framework;
    requires static org.osgi.util.tracker;
    requires static com.fasterxml.jackson.core;
    requires jdk.jfr;
    requires transitive org.kcoro.port;
    requires transitive org.kcoro.switcher;

    exports org.kcoro.scheduler;
}
