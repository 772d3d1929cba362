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
import org.kcoro.testkit.LongFlyweight;

/**
 * The channels of this JVM that keep their elements by value: on each switcher, and on one of them
 * with 1, 2 and 8 workers. It is the state machine of {@link ChannelIT}, so fewer runs will do.
 */
@ParameterizedClass
@MethodSource("machines")
class FlyweightChannelIT extends ChannelKit {

    static Stream<Arguments> machines() {
        return Stream.of(
                Arguments.of("virtual-thread", 1),
                Arguments.of("virtual-thread", 2),
                Arguments.of("virtual-thread", 8),
                Arguments.of("continuation", 2),
                Arguments.of("jdk", 2));
    }

    private final String switcher;
    private final int workers;

    FlyweightChannelIT(String switcher, int workers) {
        this.switcher = switcher;
        this.workers = workers;
    }

    @Override
    protected Channel<Integer> newChannel(ChannelSettings settings) {
        return settings.openFlyweights(LongFlyweight.LAYOUT);
    }

    @Override
    protected int histories() {
        return Boolean.getBoolean("kcoro.long") ? 200 : 10;
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
