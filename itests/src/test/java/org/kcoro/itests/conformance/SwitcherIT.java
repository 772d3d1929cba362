// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;
import org.kcoro.testkit.ContextSwitcherKit;
import org.kcoro.testkit.SwitcherCapabilities;

/** The three switchers of this project. */
@ParameterizedClass
@EnumSource
class SwitcherIT extends ContextSwitcherKit {

    private enum Subject {
        VIRTUAL_THREAD("virtual-thread", SwitcherCapabilities.ALL, 125_000),
        CONTINUATION("continuation", SwitcherCapabilities.BOUND, 125_000),
        JDK("jdk", SwitcherCapabilities.ALL, 5_000);

        private final String switcher;
        private final SwitcherCapabilities capabilities;
        private final int meetings;

        Subject(String switcher, SwitcherCapabilities capabilities, int meetings) {
            this.switcher = switcher;
            this.capabilities = capabilities;
            this.meetings = meetings;
        }
    }

    private final Subject subject;

    SwitcherIT(Subject subject) {
        this.subject = subject;
    }

    @Override
    protected ContextSwitcher newSwitcher() {
        return ContextSwitchers.discover(Port.system()).choose(subject.switcher);
    }

    @Override
    protected SwitcherCapabilities capabilities() {
        return subject.capabilities;
    }

    @Override
    protected int meetings() {
        return subject.meetings;
    }
}
