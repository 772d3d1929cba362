// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** On one worker: some never leave it to others, until another one has run. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FairnessTest {

    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    /** Two coroutines that hand the slot to one another until they are told to stop. */
    private static final class Pair {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final CountDownLatch going = new CountDownLatch(1_000);
        private final List<Coroutine<Integer>> players = new ArrayList<>();

        Pair(Rig rig) {
            Baton baton = new Baton();
            players.add(rig.call("even", () -> play(baton, 0)));
            players.add(rig.call("odd", () -> play(baton, 1)));
        }

        private int play(Baton baton, int side) throws InterruptedException {
            int turns = 0;
            for (int mine = side; ; mine += 2) {
                baton.take(mine);
                going.countDown();
                // The side that sees the stop first lets the other one see it too.
                boolean last = stop.get();
                baton.pass(mine);
                turns++;
                if (last) {
                    return turns;
                }
            }
        }

        void stop() throws Exception {
            stop.set(true);
            int turns = 0;
            for (Coroutine<Integer> player : players) {
                turns += player.join();
            }
            assertTrue(turns >= 1_000, "only " + turns + " turns");
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aPairDoesNotStarveOneLaunchedFromOutside(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pair pair = new Pair(rig);
            pair.going.await();
            assertEquals("ran", rig.call("third", () -> "ran").join());
            pair.stop();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aPairDoesNotStarveOneWokenFromOutside(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Void> third = rig.launch("third", gate::await);
            rig.settle();
            Pair pair = new Pair(rig);
            pair.going.await();
            gate.open();
            third.join();
            pair.stop();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aPairDoesNotStarveTheChildrenOfACoroutine(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pair pair = new Pair(rig);
            pair.going.await();
            int sum =
                    rig.in(
                            () -> {
                                List<Coroutine<Integer>> children = new ArrayList<>();
                                for (int i = 0; i < 300; i++) {
                                    int value = i;
                                    children.add(rig.call("child", () -> value));
                                }
                                int total = 0;
                                for (Coroutine<Integer> child : children) {
                                    total += child.join();
                                }
                                return total;
                            });
            assertEquals(44_850, sum);
            pair.stop();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aPairDoesNotStarveATimer(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pair pair = new Pair(rig);
            pair.going.await();
            rig.in(
                    () -> {
                        Parker parker = Parker.current();
                        long deadline = parker.nanoTime() + 1_000_000;
                        while (parker.nanoTime() - deadline < 0) {
                            parker.parkUntil(Gate.REASON, deadline);
                        }
                        return null;
                    });
            pair.stop();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aPairDoesNotStarveAnotherPair(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pair first = new Pair(rig);
            first.going.await();
            Pair second = new Pair(rig);
            second.going.await();
            second.stop();
            first.stop();
        }
    }

    /** One that makes itself ready again and again goes behind the others. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatKeepsItselfReadyDoesNotStarveAnother(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch going = new CountDownLatch(100);
            Coroutine<Void> first = rig.launch("first", () -> handOver(rig, stop, going));
            going.await();
            assertEquals("ran", rig.call("third", () -> "ran").join());
            stop.set(true);
            first.join();
        }
    }

    /** Launches its successor and joins it: the worker is never idle. */
    private static void handOver(Rig rig, AtomicBoolean stop, CountDownLatch going)
            throws Exception {
        while (!stop.get()) {
            going.countDown();
            rig.launch("successor", () -> {}).join();
        }
    }

    /** A yield of the thread is a yield of the coroutine under one switcher only. */
    static Stream<Machine> whereAThreadYields() {
        return Machine.single().filter(machine -> machine.is("virtual-thread"));
    }

    @ParameterizedTest
    @MethodSource("whereAThreadYields")
    void thoseThatYieldDoNotStarveAnother(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch going = new CountDownLatch(100);
            List<Coroutine<Void>> yielding = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                yielding.add(
                        rig.launch(
                                "yields",
                                () -> {
                                    while (!stop.get()) {
                                        going.countDown();
                                        Thread.yield();
                                    }
                                }));
            }
            going.await();
            assertEquals("ran", rig.call("third", () -> "ran").join());
            assertEquals("ran", rig.in(() -> rig.call("child", () -> "ran").join()));
            stop.set(true);
            for (Coroutine<Void> coroutine : yielding) {
                coroutine.join();
            }
        }
    }
}
