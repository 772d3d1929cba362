// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random programs of scopes in scopes, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedScopesTest extends SimulatedPromises {

    SimulatedScopesTest() {
        super(60);
    }

    @Override
    SimulatedFamily program(CountingPort port, Machine machine) {
        return new SimulatedScopes(port, machine, false);
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aChildThatEscapesIsFound(Machine machine) {
        PlantedFaults.assertFound(
                port -> new SimulatedScopes(new CountingPort(port), machine, true).run(),
                "a child outlives its scope");
    }
}
