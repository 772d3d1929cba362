// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/** Channels between processes: transports, server, client. */
module org.kcoro.ipc {
    requires static org.osgi.annotation.bundle;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.service.component.annotations;
    requires static org.osgi.service.metatype.annotations;
    requires static org.osgi.framework;
    requires transitive org.kcoro.channels;
    requires jdk.net;
    requires org.kcoro.protocol;

    exports org.kcoro.ipc;
}
