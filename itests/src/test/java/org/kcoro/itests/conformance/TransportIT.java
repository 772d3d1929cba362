// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.testkit.TransportKit;

/** The transports of this project, on each switcher, with 1, 2 and 8 workers. */
@ParameterizedClass
@MethodSource("machines")
class TransportIT extends TransportKit {

    static Stream<Arguments> machines() {
        return Stream.of(Transport.unixStream(), Transport.unixSeqpacket())
                .flatMap(
                        transport ->
                                Stream.of("virtual-thread", "continuation", "jdk")
                                        .flatMap(
                                                switcher ->
                                                        List.of(1, 2, 8).stream()
                                                                .map(
                                                                        workers ->
                                                                                Arguments.of(
                                                                                        transport,
                                                                                        switcher,
                                                                                        workers))));
    }

    private final Transport transport;
    private final String switcher;
    private final int workers;

    TransportIT(Transport transport, String switcher, int workers) {
        this.transport = transport;
        this.switcher = switcher;
        this.workers = workers;
    }

    @Override
    protected Transport newTransport() {
        return transport;
    }

    @Override
    protected Scheduler newScheduler() {
        return Scheduler.builder()
                .switcher(switcher)
                .workers(workers)
                .failureHandler((coroutine, failure) -> {})
                .build();
    }
}
