// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.port.Poller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The poller of the simulated port keeps what {@link Poller} promises. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedPollerTest {

    private static final int SEEDS = 100;
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private static void withoutSpuriousWakeUps(SimulationBody body) {
        Simulation.builder().spuriousWakeUps(false).explore(0, SEEDS, body);
    }

    @Test
    void aWakeUpOfAPollerIsKeptOnce() {
        withoutSpuriousWakeUps(
                port -> {
                    try (Poller poller = port.openPoller()) {
                        poller.wakeUp();
                        poller.wakeUp();
                        poller.poll(Poller.NO_DEADLINE);
                        long deadline = port.nanoTime() + HOUR;
                        poller.poll(deadline);
                        assertTrue(port.nanoTime() - deadline >= 0);
                    }
                });
    }

    @Test
    void aPollIsWokenByAnotherThread() {
        withoutSpuriousWakeUps(
                port -> {
                    try (Poller poller = port.openPoller()) {
                        port.newThread("wakes", poller::wakeUp).start();
                        poller.poll(Poller.NO_DEADLINE);
                    }
                });
    }

    /** As with a selector. */
    @Test
    void anUnparkDoesNotEndAPollButANextPark() {
        withoutSpuriousWakeUps(
                port -> {
                    Thread main = Thread.currentThread();
                    try (Poller poller = port.openPoller()) {
                        port.newThread("unparks", () -> port.unpark(main)).start();
                        long deadline = port.nanoTime() + HOUR;
                        poller.poll(deadline);
                        assertTrue(port.nanoTime() - deadline >= 0);
                        port.park("kept");
                    }
                });
    }

    @Test
    void aClosedPollerDoesNotPoll() throws Exception {
        withoutSpuriousWakeUps(
                port -> {
                    Poller poller = port.openPoller();
                    port.newThread(
                                    "closes",
                                    () -> {
                                        try {
                                            poller.close();
                                        } catch (java.io.IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    })
                            .start();
                    assertThrows(
                            ClosedSelectorException.class,
                            () -> {
                                while (true) {
                                    poller.poll(Poller.NO_DEADLINE);
                                }
                            });
                });
    }

    @Test
    void theReadinessOfARealChannelIsRefused() throws Exception {
        Pipe pipe = Pipe.open();
        Pipe.SourceChannel source = pipe.source();
        try (source;
                Pipe.SinkChannel sink = pipe.sink()) {
            assertTrue(sink.isOpen());
            SimulationFailure failure =
                    assertThrows(
                            SimulationFailure.class,
                            () ->
                                    Simulation.run(
                                            1,
                                            port ->
                                                    port.openPoller()
                                                            .whenReady(
                                                                    source,
                                                                    SelectionKey.OP_READ,
                                                                    () -> {})));
            assertEquals(UnsupportedOperationException.class, failure.getCause().getClass());
            assertTrue(failure.getMessage().contains(source.toString()));
        }
    }
}
