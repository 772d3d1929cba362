// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import org.kcoro.port.Port;
import org.kcoro.testkit.PortKit;

// tag::kit[]
/** The port of this machine. */
class SystemPortIT extends PortKit {

    @Override
    protected Port newPort() {
        return Port.system();
    }
}
// end::kit[]
