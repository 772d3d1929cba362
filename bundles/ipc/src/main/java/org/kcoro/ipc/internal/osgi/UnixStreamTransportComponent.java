// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import org.kcoro.ipc.Transport;
import org.kcoro.ipc.internal.UnixStreamTransport;
import org.osgi.service.component.annotations.Component;

/** The transport {@code unix-stream} as a service. */
@Component(
        service = Transport.class,
        // First where nobody asks for a name.
        property = {
            Transport.NAME_PROPERTY + "=" + UnixStreamTransport.NAME,
            "service.ranking:Integer=1"
        })
public final class UnixStreamTransportComponent extends UnixStreamTransport {}
