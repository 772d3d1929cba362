// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.Scope;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Random pipelines, whose stages pause and fail, whose last one stops receiving, and whose scope is
 * cancelled, interleaved by seeds: each element that was sent has one fate.
 */
@Tag("heavy")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedPipelinesTest {

    private static final int SEEDS = 100;
    private static final int MAX_ELEMENTS = 8;
    private static final int MAX_WAIT_NANOS = 1_500;
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason PAUSE = new WaitReason("pause", "pipeline");

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Machine> machines() {
        return Machine.all().filter(machine -> !machine.is("jdk"));
    }

    static Stream<Machine> twins() {
        return Machine.twin().filter(machine -> !machine.is("jdk"));
    }

    /** One pipeline, and what became of its elements. */
    private static final class Run {
        private final SplittableRandom random;
        private final List<Integer> sent = new ArrayList<>();
        private final List<Integer> received = new ArrayList<>();
        private final List<Integer> failed = new ArrayList<>();
        private final List<Integer> undelivered = new ArrayList<>();
        private final boolean keepsUndelivered;

        Run(Port port, boolean keepsUndelivered) {
            this.random = new SplittableRandom(port.nextRandom());
            this.keepsUndelivered = keepsUndelivered;
        }

        private synchronized void note(List<Integer> list, int element) {
            list.add(element);
        }

        private ChannelBuilder<Integer> channel(Port port, String name) {
            Consumer<Integer> action =
                    element -> {
                        if (keepsUndelivered) {
                            note(undelivered, element);
                        }
                    };
            ChannelBuilder<Integer> builder =
                    Channel.<Integer>builder(name).port(port).onUndelivered(action);
            return switch (random.nextInt(3)) {
                case 0 -> builder.rendezvous();
                case 1 -> builder.unlimited();
                default -> builder.buffered(1 + random.nextInt(2));
            };
        }

        private Channel<Integer> produce(Scope scope, Port port, int first) {
            SplittableRandom own = random.split();
            return Pipelines.produce(
                    scope,
                    channel(port, "source " + first),
                    channel -> {
                        int count = own.nextInt(MAX_ELEMENTS);
                        for (int i = 0; i < count; i++) {
                            channel.send(first + i);
                            note(sent, first + i);
                            pause(own);
                        }
                    });
        }

        Void build(Scope scope, Port port) throws Exception {
            Channel<Integer> all =
                    Pipelines.fanIn(
                            scope,
                            channel(port, "all"),
                            List.of(produce(scope, port, 0), produce(scope, port, 100)));
            SplittableRandom own = random.split();
            int failing = random.nextInt(4) == 0 ? random.nextInt(MAX_ELEMENTS) : -1;
            ElementMapper<Integer, Integer> mapper =
                    element -> {
                        pause(own);
                        if (element == failing) {
                            note(failed, element);
                            throw new IllegalStateException("planned");
                        }
                        return element;
                    };
            int workers = 1 + random.nextInt(3);
            Channel<Integer> mapped =
                    random.nextBoolean()
                            ? Pipelines.mapInOrder(
                                    scope, all, channel(port, "mapped"), workers, mapper)
                            : Pipelines.mapUnordered(
                                    scope, all, channel(port, "mapped"), workers, mapper);
            if (random.nextInt(3) == 0) {
                long pause = random.nextLong(10 * MAX_WAIT_NANOS);
                scope.launch(
                        "cancels",
                        () -> {
                            Parker parker = Parker.current();
                            parker.parkUntil(PAUSE, parker.nanoTime() + pause);
                            scope.cancel("planned");
                        });
            }
            int wanted = random.nextInt(3 * MAX_ELEMENTS);
            for (int i = 0; i < wanted; i++) {
                Integer element = mapped.receiveOrClosed();
                if (element == null) {
                    return null;
                }
                note(received, element);
            }
            mapped.cancel(null);
            return null;
        }

        private static void pause(SplittableRandom own) throws InterruptedException {
            Parker parker = Parker.current();
            parker.checkStop();
            parker.parkUntil(PAUSE, parker.nanoTime() + own.nextInt(MAX_WAIT_NANOS));
        }

        synchronized void check() {
            List<Integer> fates = new ArrayList<>(received);
            fates.addAll(undelivered);
            fates.addAll(failed);
            fates.sort(null);
            sent.sort(null);
            assertEquals(sent, fates, "elements sent, and what became of them");
        }
    }

    private static SimulationBody pipeline(Machine machine, boolean keepsUndelivered) {
        return port -> {
            Scheduler scheduler =
                    Scheduler.builder()
                            .port(port)
                            .switcher(machine.unchecked().switcher())
                            .workers(machine.workers())
                            .build();
            Run run = new Run(port, keepsUndelivered);
            try {
                Scope.run(scheduler, "pipeline", scope -> run.build(scope, port));
            } catch (CancellationException e) {
                assertTrue(e.getMessage().contains("planned"), e::getMessage);
            } catch (ExecutionException e) {
                assertEquals("planned", e.getCause().getMessage());
            }
            assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
            run.check();
        };
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyElementHasOneFate(Machine machine) {
        Simulation.explore(SEEDS, pipeline(machine, true));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void oneThatIsLostIsFound(Machine machine) {
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 1_000, pipeline(machine, false)));
        assertTrue(found.getMessage().contains("what became of them"), found::getMessage);
    }
}
