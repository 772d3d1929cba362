// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.port.Port;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The races of the bridge, interleaved by seeds: clients send and receive, by themselves and in
 * selects, under stops and timeouts that meet replies, while one of them may vanish.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedBridgeTest {

    private static final int SEEDS = 12;
    private static final int CLIENTS = 3;
    private static final int EACH = 5;

    /** A few steps of the machine, so that an end meets everything. */
    private static final int MAX_WAIT_NANOS = 60_000;

    private static final Duration PATIENCE = Duration.ofHours(1);

    @TempDir Path folder;

    static Stream<Arguments> machines() {
        return Stream.of(
                Arguments.of("virtual-thread", 1),
                Arguments.of("virtual-thread", 2),
                Arguments.of("virtual-thread", 8),
                // A lock blocks its whole thread, and two of those would wait for each other
                // unseen.
                Arguments.of("continuation", 1));
    }

    /** What a receiver does with what it was given. */
    private interface Keeper {
        void keep(List<Integer> received, int element, boolean stopped);
    }

    /** One run: what its random numbers describe. Turns of a simulation do not overlap. */
    private final class Run {

        private final SplittableRandom random;
        private final Scheduler scheduler;
        private final boolean vanishes;
        private final Keeper keeper;
        private final Channel<byte[]> channel;
        private final List<Integer> given = new ArrayList<>();
        private final Set<Integer> uncertain = new HashSet<>();
        private final List<Integer> received = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();

        Run(Port port, String switcher, int workers, boolean vanishes, Keeper keeper) {
            random = new SplittableRandom(port.nextRandom());
            this.vanishes = vanishes;
            this.keeper = keeper;
            scheduler =
                    Scheduler.builder()
                            .name("simulated")
                            .port(port)
                            .switcher(switcher)
                            .workers(workers)
                            .failureHandler((coroutine, failure) -> failures.add(failure))
                            .build();
            channel =
                    switch (random.nextInt(3)) {
                        case 0 -> Channel.rendezvous("raced");
                        case 1 -> Channel.buffered("raced", 1 + random.nextInt(3));
                        default -> Channel.unlimited("raced");
                    };
        }

        void run() throws Exception {
            scheduler.launch("exchange", this::exchange).join();
            assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
            assertEquals(List.of(), failures);
            check();
        }

        private void exchange() throws Exception {
            Transport transport = new MemoryTransport(1 + random.nextInt(64));
            Path socket = folder.resolve("s");
            IpcServer server = IpcServer.builder().drain(Duration.ZERO).build(scheduler);
            server.listen(transport, socket);
            int id = server.offer(channel, Integer.BYTES);
            List<IpcClient> clients = new ArrayList<>();
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                IpcClient client = IpcClient.builder().connect(scheduler, transport, socket);
                clients.add(client);
                int first = i * EACH;
                all.add(scheduler.launch("sends", () -> send(client.channel(id), first)));
                all.add(scheduler.launch("receives", () -> receive(client.channel(id))));
            }
            Duration pause = randomly();
            if (vanishes) {
                scheduler.launch(
                        "vanishes",
                        () -> {
                            Coroutine.sleep(pause);
                            clients.get(0).close();
                        });
            }
            for (Coroutine<?> one : all) {
                one.join();
            }
            channel.close();
            // What came late is kept by its client, and nobody else can have it.
            for (IpcClient client : clients.subList(vanishes ? 1 : 0, CLIENTS)) {
                takeRest(client.channel(id));
            }
            for (IpcClient client : clients) {
                client.close();
            }
            server.close();
            for (byte[] e = channel.receiveOrClosed(); e != null; e = channel.receiveOrClosed()) {
                received.add(number(e));
            }
        }

        private Duration randomly() {
            return Duration.ofNanos(1 + random.nextInt(MAX_WAIT_NANOS));
        }

        /** Runs a body under a token that another coroutine cancels after a while. */
        private void stopped(Runnable whenStopped, CoroutineStep body) throws Exception {
            CancellationToken token = CancellationToken.create();
            Duration pause = randomly();
            Coroutine<?> stopper =
                    scheduler.launch(
                            "stops",
                            () -> {
                                Coroutine.sleep(pause);
                                token.cancel("planned");
                            });
            try {
                token.call(
                        () -> {
                            body.run();
                            return null;
                        });
            } catch (CancellationException e) {
                whenStopped.run();
            } finally {
                stopper.join();
            }
        }

        private void send(RemoteChannel remote, int first) throws Exception {
            for (int i = first; i < first + EACH; i++) {
                int element = i;
                byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
                try {
                    switch (random.nextInt(4)) {
                        case 0 -> {
                            if (remote.send(bytes, randomly())) {
                                given.add(element);
                            }
                        }
                        case 1 -> {
                            if (remote.trySend(bytes)) {
                                given.add(element);
                            }
                        }
                        default ->
                                stopped(
                                        () -> {},
                                        () -> {
                                            remote.send(bytes);
                                            given.add(element);
                                        });
                    }
                } catch (UncheckedIOException e) {
                    uncertain.add(element);
                    return;
                }
            }
        }

        private void receive(RemoteChannel remote) throws Exception {
            Select select = Select.fair();
            ReceiveClause<byte[]> clause = select.receive(remote);
            for (int i = 0; i < EACH; i++) {
                try {
                    switch (random.nextInt(4)) {
                        case 0 -> keep(remote.receive(randomly()), false);
                        case 1 ->
                                keep(
                                        select.await(randomly()) == null ? null : clause.element(),
                                        false);
                        case 2 -> stopped(() -> {}, () -> keepSelected(select, clause));
                        default -> {
                            boolean[] stop = {false};
                            stopped(() -> stop[0] = true, () -> keep(remote.receive(), true));
                        }
                    }
                } catch (UncheckedIOException | IllegalStateException e) {
                    // It has vanished.
                    return;
                }
            }
        }

        private void keepSelected(Select select, ReceiveClause<byte[]> clause) throws Exception {
            select.await();
            keep(clause.element(), true);
        }

        private void keep(byte[] bytes, boolean stoppable) {
            if (bytes != null) {
                keeper.keep(received, number(bytes), stoppable);
            }
        }

        private void takeRest(RemoteChannel remote) throws InterruptedException {
            for (byte[] e = remote.receiveOrClosed(); e != null; e = remote.receiveOrClosed()) {
                received.add(number(e));
            }
        }

        private static int number(byte[] bytes) {
            return ByteBuffer.wrap(bytes).getInt();
        }

        private void check() {
            ChannelSnapshot snapshot = channel.snapshot();
            assertEquals(0, snapshot.reserved(), snapshot::toString);
            assertEquals(snapshot.sends(), snapshot.recvs() + snapshot.depth(), "sends and recvs");
            Set<Integer> once = new HashSet<>(received);
            assertEquals(received.size(), once.size(), "elements that are received twice");
            Set<Integer> sent = new HashSet<>(given);
            sent.addAll(uncertain);
            assertTrue(sent.containsAll(once), "elements that were not sent are received");
            if (!vanishes) {
                // Nothing is on its way to one that is gone.
                Set<Integer> lost = new HashSet<>(given);
                lost.removeAll(once);
                assertEquals(Set.of(), lost, "elements that are lost");
            }
            assertTrue(snapshot.recvs() >= once.size(), snapshot::toString);
        }
    }

    private interface CoroutineStep {
        void run() throws Exception;
    }

    private void explore(ChoiceStrategy strategy, String switcher, int workers, boolean vanishes) {
        Keeper keeper = (received, element, stopped) -> received.add(element);
        Simulation.builder()
                .strategy(strategy)
                .explore(SEEDS, port -> new Run(port, switcher, workers, vanishes, keeper).run());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void whatIsSentIsReceivedOnce(String switcher, int workers) {
        explore(ChoiceStrategy.priorities(4, 600), switcher, workers, false);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void oneThatVanishesTakesOnlyWhatHasGoneOut(String switcher, int workers) {
        explore(ChoiceStrategy.priorities(4, 600), switcher, workers, true);
    }

    /** With a planted fault: a receiver that was to be stopped throws away what it was given. */
    @ParameterizedTest
    @MethodSource("machines")
    void aReceiverThatForgetsIsFound(String switcher, int workers) {
        Keeper forgetful =
                (received, element, stopped) -> {
                    if (!stopped) {
                        received.add(element);
                    }
                };
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.builder()
                                        .explore(
                                                0,
                                                SEEDS,
                                                port ->
                                                        new Run(
                                                                        port, switcher, workers,
                                                                        false, forgetful)
                                                                .run()));
        assertTrue(found.getMessage().contains("elements that are lost"), found::getMessage);
    }
}
