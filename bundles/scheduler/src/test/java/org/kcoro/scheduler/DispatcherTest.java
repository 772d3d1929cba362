// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Confined, single and blocking dispatchers. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DispatcherTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final NotingPort port = new NotingPort();

    private Scheduler scheduler(Machine machine) {
        return Scheduler.builder()
                .name("dispatches")
                .switcher(machine.switcher())
                .workers(machine.workers())
                .blockingThreads(64)
                .port(port)
                .build();
    }

    private List<Thread> threads(String prefix) {
        return port.threads().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .filter(thread -> thread.getState() != Thread.State.NEW)
                .toList();
    }

    private void awaitThreads() throws InterruptedException {
        for (Thread thread : port.threads()) {
            thread.join();
        }
    }

    // Confined.

    /** On each switcher: never two at once, and what one did the next sees. */
    @ParameterizedTest
    @MethodSource(ALL)
    void confinedOnesNeverRunAtOnce(Machine machine) throws Exception {
        int count = 20;
        int rounds = 100;
        try (Scheduler scheduler = scheduler(machine)) {
            for (boolean bySwitcher : new boolean[] {false, true}) {
                Dispatcher confined = scheduler.confined("alone");
                assertEquals("alone", confined.name());
                assertSame(scheduler, confined.scheduler());
                AtomicInteger inside = new AtomicInteger();
                int[] plain = new int[1];
                List<Coroutine<Void>> coroutines = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    LaunchOptions options = LaunchOptions.named("confined");
                    if (bySwitcher) {
                        options = options.onSwitcher(machine.switcher().name());
                    }
                    coroutines.add(
                            confined.launch(
                                    options,
                                    () -> {
                                        for (int k = 0; k < rounds; k++) {
                                            assertEquals(1, inside.incrementAndGet());
                                            plain[0]++;
                                            inside.decrementAndGet();
                                            Coroutine.yield();
                                        }
                                    }));
                }
                // Beside them, on the same workers.
                List<Coroutine<Void>> others = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    others.add(
                            scheduler.launch(
                                    "other",
                                    () -> {
                                        for (int k = 0; k < rounds; k++) {
                                            Coroutine.yield();
                                        }
                                    }));
                }
                for (Coroutine<Void> coroutine : coroutines) {
                    coroutine.join();
                }
                for (Coroutine<Void> other : others) {
                    other.join();
                }
                assertEquals(count * rounds, plain[0]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void confinedOnesRunOnTheSameWorkerWhoeverWakesThem(Machine machine) throws Exception {
        int pairs = 10;
        int rounds = 100;
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher confined = scheduler.confined("alone");
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            List<Coroutine<Long>> players = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Baton baton = new Baton();
                players.add(
                        confined.launch(
                                "confined",
                                () -> {
                                    long sum = 0;
                                    for (int mine = 0; mine < rounds; mine += 2) {
                                        baton.take(mine);
                                        seen.add(Thread.currentThread());
                                        sum += mine;
                                        baton.pass(mine);
                                    }
                                    return sum;
                                }));
                players.add(scheduler.launch("free", () -> baton.play(1, rounds)));
            }
            long sum = 0;
            for (Coroutine<Long> player : players) {
                sum += player.join();
            }
            assertEquals(pairs * Baton.sumOf(rounds), sum);
            assertEquals(1, seen.size(), seen::toString);
            Thread worker = seen.iterator().next();
            assertTrue(worker.getName().startsWith("dispatches-worker-"), worker::toString);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void confinedOnesRunOnTheContinuationSwitcherUnlessTold(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher confined = scheduler.confined("alone");
            Callable<Boolean> virtual = () -> Thread.currentThread().isVirtual();
            assertEquals(false, confined.launch("unless told", virtual).join());
            assertEquals(
                    true,
                    confined.launch(LaunchOptions.named("told").onSwitcher("jdk"), virtual).join());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aConfinedOneLeavesItsWorkerToOthersWhileItWaits(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Gate gate = new Gate();
            Coroutine<Void> waits = scheduler.confined("alone").launch("waits", gate::await);
            for (int i = 0; i < 100; i++) {
                assertEquals(i, launchAndJoin(scheduler, i));
            }
            gate.open();
            waits.join();
        }
    }

    private static int launchAndJoin(Dispatcher dispatcher, int value) throws Exception {
        return dispatcher.launch("answers", () -> value).join();
    }

    // Single.

    @ParameterizedTest
    @MethodSource(ALL)
    void singleHasAThreadOfItsOwnThatEndsWithTheScheduler(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher one = scheduler.single("one");
            Dispatcher two = scheduler.single("two");
            assertSame(scheduler, one.scheduler());
            LaunchOptions here = LaunchOptions.named("where").onSwitcher("continuation");
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                names.add(one.launch(here, () -> Thread.currentThread().getName()).join());
            }
            assertEquals(1, names.size(), names::toString);
            assertTrue(names.iterator().next().startsWith("dispatches-one-"), names::toString);
            names.add(two.launch(here, () -> Thread.currentThread().getName()).join());
            assertEquals(2, names.size(), names::toString);
            // One that keeps its thread keeps no worker.
            CountDownLatch go = new CountDownLatch(1);
            Coroutine<Void> keeps =
                    one.launch(
                            LaunchOptions.named("keeps").onSwitcher("continuation"),
                            () -> go.await());
            assertEquals(7, launchAndJoin(scheduler, 7));
            assertEquals(8, launchAndJoin(two, 8));
            go.countDown();
            keeps.join();
        }
        awaitThreads();
        assertThrows(IllegalStateException.class, () -> closed(machine).single("late"));
        assertThrows(IllegalStateException.class, () -> closed(machine).blocking());
    }

    private Scheduler closed(Machine machine) {
        Scheduler scheduler = scheduler(machine);
        scheduler.close();
        return scheduler;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void coroutinesOfASingleOneNeverRunAtOnce(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher single = scheduler.single("one");
            int[] plain = new int[1];
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                coroutines.add(
                        single.launch(
                                "adds",
                                () -> {
                                    for (int k = 0; k < 100; k++) {
                                        plain[0]++;
                                        Coroutine.yield();
                                    }
                                }));
            }
            for (Coroutine<Void> coroutine : coroutines) {
                coroutine.join();
            }
            assertEquals(2_000, plain[0]);
        }
    }

    // Blocking.

    /** Switchers under which a body that blocks keeps its thread. */
    @ParameterizedTest
    @ValueSource(strings = {"continuation", "jdk"})
    void blockedThreadsStopNoWorker(String switcher) throws Exception {
        Machine machine = machine(switcher, 1);
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher blocking = scheduler.blocking();
            assertEquals(List.of(), threads("dispatches-blocking"), "before there is need");
            CountDownLatch blocked = new CountDownLatch(64);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger begun = new AtomicInteger();
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            // More than there are threads.
            for (int i = 0; i < 70; i++) {
                coroutines.add(
                        blocking.launch(
                                "blocks",
                                () -> {
                                    begun.incrementAndGet();
                                    blocked.countDown();
                                    go.await();
                                }));
            }
            blocked.await();
            for (int i = 0; i < 100; i++) {
                assertEquals(i, launchAndJoin(scheduler, i));
            }
            assertEquals(64, begun.get(), "the bound");
            assertEquals(64, threads("dispatches-blocking").size());
            go.countDown();
            for (Coroutine<Void> coroutine : coroutines) {
                coroutine.join();
            }
            assertEquals(70, begun.get());
            assertEquals(List.of(), scheduler.shutdown(PATIENCE));
        }
        awaitThreads();
    }

    private static Machine machine(String switcher, int workers) {
        return Machine.all()
                .filter(m -> m.is(switcher) && m.workers() == workers)
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void blockingThreadsStartAsTheyAreNeeded(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher blocking = scheduler.blocking();
            assertEquals(List.of(), threads("dispatches-blocking"));
            for (int i = 0; i < 50; i++) {
                assertEquals(i, launchAndJoin(blocking, i));
            }
            // One after another needs one; one more may have been sent to look for work.
            int started = threads("dispatches-blocking").size();
            assertTrue(started >= 1, "" + started);
            assertSame(blocking.scheduler(), scheduler);
            assertEquals("dispatches-blocking", blocking.name());
        }
        awaitThreads();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void blockingOnesWaitByKcorosMeansToo(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Dispatcher blocking = scheduler.blocking();
            Baton baton = new Baton();
            Coroutine<Long> odd = blocking.launch("odd", () -> baton.play(1, 500));
            Coroutine<Long> even = scheduler.launch("even", () -> baton.play(0, 500));
            assertEquals(Baton.sumOf(500), odd.join() + even.join());
            Coroutine<Void> cancelled = blocking.launch("cancelled", new Gate()::await);
            cancelled.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(cancelled));
        }
        awaitThreads();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4_097, Integer.MIN_VALUE})
    void aBoundOutOfRangeIsRefusedByName(int threads) {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Scheduler.builder().blockingThreads(threads))
                        .getMessage();
        assertTrue(message.contains("blockingThreads"), message);
        assertTrue(message.contains("" + threads), message);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void everyDispatcherRefusesLaunchesAfterShutdown(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        List<Dispatcher> dispatchers =
                List.of(
                        scheduler,
                        scheduler.confined("alone"),
                        scheduler.single("one"),
                        scheduler.blocking());
        for (Dispatcher dispatcher : dispatchers) {
            assertEquals(1, launchAndJoin(dispatcher, 1));
            Callable<Void> none = null;
            assertThrows(NullPointerException.class, () -> dispatcher.launch("null", none));
            CoroutineBody nothing = null;
            assertThrows(NullPointerException.class, () -> dispatcher.launch("null", nothing));
            String noName = null;
            assertThrows(NullPointerException.class, () -> dispatcher.launch(noName, () -> {}));
            String unknown =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            dispatcher.launch(
                                                    LaunchOptions.named("l").onSwitcher("fibre"),
                                                    () -> {}))
                            .getMessage();
            assertTrue(unknown.contains("fibre"), unknown);
        }
        assertEquals(List.of(), scheduler.shutdown(PATIENCE));
        for (Dispatcher dispatcher : dispatchers) {
            String message =
                    assertThrows(
                                    IllegalStateException.class,
                                    () -> dispatcher.launch("late", () -> {}))
                            .getMessage();
            assertTrue(message.contains("late") && message.contains("shut down"), message);
        }
        assertEquals(4, scheduler.counters().submitted());
        awaitThreads();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void eachLaunchCanNameItsSwitcher(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            for (String switcher : List.of("virtual-thread", "continuation", "jdk")) {
                Baton baton = new Baton();
                LaunchOptions options = LaunchOptions.named("named").onSwitcher(switcher);
                Coroutine<Long> odd =
                        scheduler.launch(
                                options,
                                () -> {
                                    assertEquals(
                                            !switcher.equals("continuation"),
                                            Thread.currentThread().isVirtual());
                                    return baton.play(1, 200);
                                });
                Coroutine<Long> even = scheduler.launch("default", () -> baton.play(0, 200));
                assertEquals(Baton.sumOf(200), odd.join() + even.join());
            }
        }
    }
}
