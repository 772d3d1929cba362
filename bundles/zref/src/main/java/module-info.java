// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Descriptors, regions and leases: payloads outside the heap, handed on without a copy. */
module org.kcoro.zref {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.metatype.annotations;
    requires static org.osgi.framework;
    requires transitive org.kcoro.channels;

    exports org.kcoro.zref;
}
