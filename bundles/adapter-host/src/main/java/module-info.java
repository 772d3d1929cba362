// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Runs the adapters that it finds in the service registry. */
module org.kcoro.adapter.host {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.framework;
    requires transitive org.kcoro.adapter;

    exports org.kcoro.adapter.host;
}
