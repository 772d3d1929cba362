// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.conformance;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.testkit.ChannelKit;
import org.kcoro.testkit.ChannelSettings;

/** The channels of this JVM, on each switcher, with 1, 2 and 8 workers. */
@ParameterizedClass
@MethodSource("machines")
class ChannelIT extends ChannelKit {

    static Stream<Arguments> machines() {
        return Stream.of("virtual-thread", "continuation", "jdk")
                .flatMap(
                        switcher ->
                                Stream.of(1, 2, 8).map(workers -> Arguments.of(switcher, workers)));
    }

    private final String switcher;
    private final int workers;

    ChannelIT(String switcher, int workers) {
        this.switcher = switcher;
        this.workers = workers;
    }

    @Override
    protected Channel<Integer> newChannel(ChannelSettings settings) {
        return settings.open();
    }

    @Override
    protected int histories() {
        return Boolean.getBoolean("kcoro.long") ? 500 : super.histories();
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
