// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** The service provider interface of out-of-tree producers and consumers. */
module org.kcoro.adapter {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires transitive org.kcoro.channels;

    exports org.kcoro.adapter;
}
