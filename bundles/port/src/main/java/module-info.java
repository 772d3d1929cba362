// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** What a machine gives: time, threads, parking, randomness, one wait for wake-up or readiness. */
module org.kcoro.port {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.framework;

    exports org.kcoro.port;
}
