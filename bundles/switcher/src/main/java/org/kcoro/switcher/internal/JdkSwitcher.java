// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/** Contexts on virtual threads of the JDK's own scheduler, by public API only. */
public final class JdkSwitcher implements ContextSwitcher {

    public static final String NAME = "jdk";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean migrates() {
        return true;
    }

    @Override
    public Context newContext(ContextOwner owner) {
        return new JdkContext(owner);
    }
}
