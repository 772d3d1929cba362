// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port.internal.osgi;

import org.kcoro.port.Port;
import org.kcoro.port.internal.SystemPort;
import org.osgi.service.component.annotations.Component;

/** The machine's own port as a service. */
@Component(service = Port.class, property = "kcoro.port=system")
public final class SystemPortComponent extends SystemPort {}
