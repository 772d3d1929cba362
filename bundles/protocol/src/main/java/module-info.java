// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** The kcoro wire protocol: frames and attributes, a pure codec without I/O. */
module org.kcoro.protocol {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;

    exports org.kcoro.protocol;
}
