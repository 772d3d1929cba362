// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The bridge's settings as Configuration Admin shows them. */
@ObjectClassDefinition(name = "kcoro IPC bridge")
public @interface IpcServerConfiguration {

    /** Where to listen; blank takes kcoro.socket, and without that the bridge does not listen. */
    @AttributeDefinition(
            name = "Socket",
            description = "Path of the socket; blank: kcoro.socket, without which nobody listens")
    String socket() default "";

    /** Which transports, comma-separated; blank takes kcoro.transport, else unix-stream. */
    @AttributeDefinition(
            name = "Transports",
            description = "Names, comma-separated; blank: kcoro.transport, else unix-stream")
    String transport() default "";
}
