// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Futures that are cancelled while elements are handed over, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedFutureTest {

    private static final int SEEDS = Effort.of(60, 5_000);
    private static final int COUNT = 3;

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Setup> setups() {
        return Setup.all()
                .filter(setup -> !setup.machine().is("jdk"))
                .filter(setup -> setup.form().capacity() <= 1);
    }

    /** With eight workers the receivers come too late for a hand-over to one that waits. */
    static Stream<Setup> few() {
        return setups().filter(setup -> setup.machine().workers() <= 2);
    }

    private interface Receive
            extends BiFunction<Dispatcher, Channel<Integer>, CompletableFuture<Integer>> {}

    /**
     * What the sends and receives whose futures succeeded have moved, and nothing else, has moved.
     */
    private static void run(Port port, Setup setup, Receive receive) throws InterruptedException {
        Crew crew = new Crew(port, setup.machine());
        Channel<Integer> channel = setup.form().open("async");
        List<CompletableFuture<Integer>> receives = new ArrayList<>();
        List<CompletableFuture<Void>> sends = new ArrayList<>();
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CompletableFuture<Integer> received = receive.apply(crew.scheduler(), channel);
            CompletableFuture<Void> sent = FutureBridge.sendAsync(crew.scheduler(), channel, i);
            receives.add(received);
            sends.add(sent);
            CompletableFuture<?> victim = crew.random.nextBoolean() ? received : sent;
            crew.launch(
                    "cancels",
                    own -> {
                        Crew.pause(own);
                        victim.cancel(false);
                    });
            int element = COUNT + i;
            crew.launch(
                    "sends and cancels",
                    own -> {
                        Crew.pause(own);
                        if (sends(channel, element, Crew.timeout(own))) {
                            given.add(element);
                            receives.get(own.nextInt(receives.size())).cancel(false);
                        }
                    });
        }
        List<Integer> moved = new ArrayList<>();
        crew.launchEnd(
                () -> {
                    // Those that find no counterpart.
                    channel.close();
                    channel.receiveEach(moved::add);
                });
        crew.end();
        for (int i = 0; i < COUNT; i++) {
            CompletableFuture<Integer> received = receives.get(i);
            assertTrue(received.isDone() && sends.get(i).isDone(), "all are done");
            if (!sends.get(i).isCompletedExceptionally()) {
                given.add(i);
            }
            if (!received.isCompletedExceptionally()) {
                moved.add(received.getNow(null));
            }
        }
        moved.sort(null);
        given.sort(null);
        assertEquals(given, moved, "elements given, and received");
    }

    private static boolean sends(Channel<Integer> channel, int element, Duration timeout)
            throws InterruptedException {
        try {
            return channel.send(element, timeout);
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("setups")
    void aCancelledFutureLosesNothing(Setup setup) {
        Simulation.explore(SEEDS, port -> run(port, setup, FutureBridge::receiveAsync));
    }

    /** With a planted fault: it receives before it knows that it may. */
    private static CompletableFuture<Integer> hasty(
            Dispatcher dispatcher, Channel<Integer> channel) {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        Coroutine<Boolean> coroutine =
                dispatcher.launch(
                        "hasty",
                        () -> {
                            try {
                                return future.complete(channel.receive());
                            } catch (ChannelClosedException e) {
                                return future.completeExceptionally(e);
                            }
                        });
        future.whenComplete((element, failure) -> coroutine.cancel());
        return future;
    }

    @ParameterizedTest
    @MethodSource("few")
    void aReceiveThatDoesNotReserveIsFound(Setup setup) {
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.builder()
                                        .explore(
                                                0,
                                                2_000,
                                                port ->
                                                        run(
                                                                port,
                                                                setup,
                                                                SimulatedFutureTest::hasty)));
        assertTrue(found.getMessage().contains("elements given, and received"), found::getMessage);
    }
}
