// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Channels between coroutines and threads. */
module org.kcoro.channels {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires transitive org.kcoro.scheduler;

    exports org.kcoro.channels;
}
