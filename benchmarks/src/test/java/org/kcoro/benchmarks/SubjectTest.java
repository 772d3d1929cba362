// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks;

import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Every system does every work that it says it has, in small. */
@Timeout(60)
class SubjectTest {

    static Stream<Arguments> worksOfSystems() {
        return SubjectProvider.all().stream()
                .flatMap(p -> p.works().stream().map(work -> Arguments.of(p.system(), work)));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("worksOfSystems")
    void doesIt(String system, Work work) throws Exception {
        try (Subject subject = SubjectProvider.of(system).open(1)) {
            switch (work) {
                case SWITCH -> subject.switches(1000);
                case SPAWN -> subject.spawn(10_000);
                case SKYNET -> assertEquals(999 * 1000 / 2, subject.skynet(1000));
                case PARKED_BYTES -> subject.park(100);
            }
        }
    }
}
