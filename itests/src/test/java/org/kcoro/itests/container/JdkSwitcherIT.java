// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;

import org.kcoro.switcher.Context;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;

/** The switcher {@code jdk} in a container. */
class JdkSwitcherIT extends SwitcherContract {

    private static final String NAME = "jdk";

    JdkSwitcherIT() {
        super(NAME);
    }

    @Configuration
    static Option[] configuration() throws IOException {
        return container(NAME);
    }

    @Override
    boolean standsOn(Thread thread, Context current) {
        return thread.isVirtual() && current != null;
    }
}
