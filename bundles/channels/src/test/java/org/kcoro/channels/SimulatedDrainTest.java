// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The end of a registry while coroutines send to its channels and receive from them, interleaved by
 * seeds: whatever was given to a channel is received or undelivered, everybody ends, and every name
 * is free.
 */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedDrainTest {

    private static final int SEEDS = 100;
    private static final int MAX_PEERS = 3;
    private static final int MAX_ELEMENTS = 5;

    /** A few steps of the machine, so that the end meets everything. */
    private static final int MAX_WAIT_NANOS = 3_000;

    private static final Duration PATIENCE = Duration.ofHours(1);

    /** How a run ends the registry. */
    private interface End {

        List<NamedChannel> of(Channels channels, Duration patience) throws InterruptedException;
    }

    static Stream<Machine> machines() {
        return Machine.all().filter(machine -> !machine.is("jdk"));
    }

    /** One run: what its random numbers describe. Turns of a simulation do not overlap. */
    private static final class Run {

        private final Channels channels;
        private final Channel<Integer> channel;
        private final Scheduler scheduler;
        private final SplittableRandom random;
        private final List<Integer> given = new ArrayList<>();
        private final List<Integer> received = new ArrayList<>();
        private final List<Integer> undelivered = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();

        Run(Port port, Machine machine) {
            random = new SplittableRandom(port.nextRandom());
            channels = Channels.builder().port(port).build();
            ChannelKind kind = ChannelKind.values()[random.nextInt(ChannelKind.values().length)];
            channel =
                    channels.create(
                            "drained",
                            Integer.class,
                            builder -> {
                                switch (kind) {
                                    case RENDEZVOUS -> builder.rendezvous();
                                    case BUFFERED -> builder.buffered(1 + random.nextInt(3));
                                    case CONFLATED -> builder.conflated();
                                    case UNLIMITED -> builder.unlimited();
                                }
                                builder.onUndelivered(undelivered::add);
                            });
            scheduler =
                    Scheduler.builder()
                            .name("simulated")
                            .port(port)
                            .switcher(machine.unchecked().switcher())
                            .workers(machine.workers())
                            .failureHandler((coroutine, failure) -> failures.add(failure))
                            .build();
        }

        void run(End end) throws Exception {
            List<Coroutine<?>> all = new ArrayList<>();
            int senders = 1 + random.nextInt(MAX_PEERS);
            for (int i = 0; i < senders; i++) {
                int first = i * MAX_ELEMENTS;
                int count = 1 + random.nextInt(MAX_ELEMENTS);
                all.add(scheduler.launch("sends", () -> send(first, count)));
            }
            int receivers = random.nextInt(MAX_PEERS);
            for (int i = 0; i < receivers; i++) {
                int count = 1 + random.nextInt(2 * MAX_ELEMENTS);
                all.add(scheduler.launch("receives", () -> receive(count)));
            }
            Duration pause = Duration.ofNanos(random.nextInt(MAX_WAIT_NANOS));
            Duration patience =
                    Duration.ofNanos(random.nextBoolean() ? 0 : random.nextInt(MAX_WAIT_NANOS));
            List<NamedChannel> left =
                    scheduler
                            .launch(
                                    "ends",
                                    () -> {
                                        Coroutine.sleep(pause);
                                        return end.of(channels, patience);
                                    })
                            .join();
            for (Coroutine<?> one : all) {
                one.join();
            }
            assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
            assertEquals(List.of(), failures);
            check(left);
        }

        private void send(int first, int count) throws InterruptedException {
            for (int i = first; i < first + count; i++) {
                if (!channel.sendOrClosed(i)) {
                    return;
                }
                given.add(i);
            }
        }

        private void receive(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                Integer element = channel.receiveOrClosed();
                if (element == null) {
                    return;
                }
                received.add(element);
            }
        }

        private void check(List<NamedChannel> left) {
            List<Integer> ended = new ArrayList<>(received);
            ended.addAll(undelivered);
            ended.sort(null);
            given.sort(null);
            assertEquals(given, ended, "elements given, and received or undelivered");
            assertTrue(channel.isClosedForReceive());
            assertEquals(List.of(), channels.list());
            ChannelSnapshot snapshot = channel.snapshot();
            assertEquals(0, snapshot.waitingSenders() + snapshot.waitingReceivers());
            assertEquals(undelivered.size(), snapshot.dropped() + snapshot.undelivered());
            assertTrue(snapshot.undelivered() == 0 || left.size() == 1, "not reported");
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void whatWasGivenIsReceivedOrUndelivered(Machine machine) {
        Simulation.explore(SEEDS, port -> new Run(port, machine).run(Channels::drain));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void whatWasGivenIsReceivedOrUndeliveredUnderPriorities(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 300))
                .explore(SEEDS, port -> new Run(port, machine).run(Channels::drain));
    }

    /** With a planted fault: what is not drained in time is closed, and not cancelled. */
    @ParameterizedTest
    @MethodSource("machines")
    void anEndThatLeavesElementsBehindIsFound(Machine machine) {
        End forgetful =
                (channels, patience) -> {
                    channels.close("drained");
                    return List.of();
                };
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.builder()
                                        .explore(
                                                0,
                                                SEEDS,
                                                port -> new Run(port, machine).run(forgetful)));
        assertTrue(
                found.getMessage().contains("elements given, and received or undelivered"),
                found::getMessage);
    }
}
