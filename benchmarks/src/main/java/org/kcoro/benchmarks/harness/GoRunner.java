// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.kcoro.benchmarks.Work;

/** Go, by a program with a timing loop of its own. */
final class GoRunner implements Runner {

    private final Path program;

    GoRunner(Path program) {
        this.program = program;
    }

    @Override
    public String system() {
        return "go";
    }

    @Override
    public boolean has(Work work) {
        return work != Work.UNLIMITED
                && work != Work.CONFLATED
                && work != Work.NATIVE_SWITCH
                && !work.isOnPayloads()
                && !work.isOnBridge();
    }

    @Override
    public String note(Work work) {
        return switch (work) {
            case SWITCH -> "runtime.Gosched";
            case SPAWN -> "go statement, WaitGroup";
            case SKYNET -> "a channel for each node";
            case PARKED_BYTES -> "goroutines in an empty select; growth of resident memory";
            case SELECT_2 -> "select statement";
            default -> "";
        };
    }

    @Override
    public List<Sample> measure(Work work, int workers, Plan plan) throws Exception {
        return Processes.samples(
                Stream.of(
                                program,
                                work.label(),
                                workers,
                                plan.size(work),
                                plan.warmUps(),
                                plan.iterations(),
                                plan.millis())
                        .map(Object::toString)
                        .toList());
    }
}
