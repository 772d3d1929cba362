// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Contexts: start one, park it, make it ready again. */
module org.kcoro.switcher {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.framework;
    requires java.management;
    requires transitive org.kcoro.port;

    exports org.kcoro.switcher;
}
