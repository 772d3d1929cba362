// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import org.kcoro.ipc.Transport;
import org.kcoro.ipc.internal.linux.UnixSeqpacketTransport;
import org.osgi.service.component.annotations.Component;

/** The transport {@code unix-seqpacket} as a service. */
@Component(
        service = Transport.class,
        property = Transport.NAME_PROPERTY + "=" + UnixSeqpacketTransport.NAME)
public final class UnixSeqpacketTransportComponent extends UnixSeqpacketTransport {}
