// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.testkit.DequeBackend;
import org.kcoro.testkit.ZeroCopyBackendKit;
import org.kcoro.zref.Backends;
import org.kcoro.zref.ZeroCopyBackend;

/** The built-in backend and the naive one, on each switcher, with 1, 2 and 8 workers. */
@ParameterizedClass
@MethodSource("machines")
class BackendIT extends ZeroCopyBackendKit {

    static Stream<Arguments> machines() {
        return Stream.of("zref", "deque")
                .flatMap(
                        backend ->
                                Stream.of("virtual-thread", "continuation", "jdk")
                                        .flatMap(
                                                switcher ->
                                                        Stream.of(1, 2, 8)
                                                                .map(
                                                                        workers ->
                                                                                Arguments.of(
                                                                                        backend,
                                                                                        switcher,
                                                                                        workers))));
    }

    private final String backend;
    private final String switcher;
    private final int workers;

    BackendIT(String backend, String switcher, int workers) {
        this.backend = backend;
        this.switcher = switcher;
        this.workers = workers;
    }

    @Override
    protected ZeroCopyBackend newBackend() {
        return backend.equals(Backends.ZREF)
                ? Backends.create().resolve(Backends.ZREF)
                : new DequeBackend();
    }

    @Override
    protected Scheduler newScheduler() {
        return Scheduler.builder()
                .switcher(switcher)
                .workers(workers)
                .failureHandler(this::failed)
                .build();
    }
}
