// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Channels between coroutines and threads. */
module org.kcoro.channels {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.metatype.annotations;
    requires static org.osgi.framework;
    requires transitive org.kcoro.scheduler;

    exports org.kcoro.channels;
}
