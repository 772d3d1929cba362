// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.testkit.SchedulerKit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The scheduler of this project, on each switcher, with 1, 2 and 8 workers. */
@ParameterizedClass
@MethodSource("machines")
class SchedulerIT extends SchedulerKit {

    static Stream<Arguments> machines() {
        return Stream.of("virtual-thread", "continuation", "jdk")
                .flatMap(
                        switcher ->
                                Stream.of(1, 2, 8).map(workers -> Arguments.of(switcher, workers)));
    }

    private final String switcher;
    private final int workers;

    SchedulerIT(String switcher, int workers) {
        this.switcher = switcher;
        this.workers = workers;
    }

    @Override
    protected Scheduler newScheduler(BiConsumer<Coroutine<?>, Throwable> failureHandler) {
        Scheduler scheduler =
                Scheduler.builder()
                        .switcher(switcher)
                        .workers(workers)
                        .failureHandler(failureHandler)
                        .build();
        assertEquals(
                List.of(switcher, workers), List.of(scheduler.switcher(), scheduler.workers()));
        return scheduler;
    }
}
