// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What ends a wait, and the counterpart, at the same moment. Each try has a channel of its own, one
 * that waits, one that ends the wait and one that is the counterpart, launched one behind the
 * other. Whoever is first: the element is received exactly once, or is still with its sender.
 */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RaceTest {

    private static final String RACES = "org.kcoro.channels.RaceTest#races";
    private static final WaitReason PAUSE = new WaitReason("pause", "race");

    /** Tries whose channels are in memory at the same time. */
    private static final int ROUND = 20_000;

    /** One form of each kind, where sides meet most closely. */
    private static final Set<Form> TIGHT =
            EnumSet.of(Form.RENDEZVOUS, Form.BUFFERED_1, Form.CONFLATED, Form.UNLIMITED);

    /** Every kind on two workers, where most meet; those whose senders wait everywhere. */
    static Stream<Setup> races() {
        return Setup.every()
                .filter(setup -> TIGHT.contains(setup.form()))
                .filter(setup -> isMain(setup) || setup.form().waits());
    }

    /** Of the first two switchers. */
    private static boolean isMain(Setup setup) {
        return setup.machine().workers() == 2 && !setup.machine().is("jdk");
    }

    /** A race of so many tries at a time. */
    private interface Race {
        void run(SplittableRandom random, RaceFates fates, int tries) throws Exception;
    }

    /** Fewer tries where they would take long and show nothing more. */
    private static void run(Setup setup, Race race) {
        int rounds = isMain(setup) ? Effort.of(1, 50) : 1;
        int tries = isMain(setup) ? ROUND : setup.machine().workers() == 1 ? 500 : 1_000;
        for (int i = 0; i < rounds; i++) {
            Seeded.run(random -> race.run(random, new RaceFates(setup.form(), tries), tries));
        }
    }

    @ParameterizedTest
    @MethodSource(RACES)
    void cancelMeetsTheHandOver(Setup setup) {
        run(
                setup,
                (random, fates, tries) -> {
                    try (Rig rig = new Rig(setup.machine().unchecked())) {
                        List<Coroutine<Void>> waiting = new ArrayList<>(tries);
                        List<Coroutine<Void>> others = new ArrayList<>(2 * tries);
                        for (int i = 0; i < tries; i++) {
                            int number = i;
                            Coroutine<Void> waiter = rig.call("waits", () -> fates.wait(number));
                            waiting.add(waiter);
                            boolean meetFirst = random.nextBoolean();
                            if (meetFirst) {
                                others.add(rig.launch("meets", () -> fates.meet(number)));
                            }
                            others.add(rig.launch("cancels", waiter::cancel));
                            if (!meetFirst) {
                                others.add(rig.launch("meets", () -> fates.meet(number)));
                            }
                        }
                        for (Coroutine<Void> other : others) {
                            Rig.get(other);
                        }
                        for (int i = 0; i < tries; i++) {
                            CoroutineState end = Rig.ended(waiting.get(i));
                            assertTrue(end != CoroutineState.FAILED, waiting.get(i)::toString);
                            if (fates.senderWaits(i)) {
                                int given = end == CoroutineState.COMPLETED ? 1 : 0;
                                assertEquals(given, fates.given(i), "given " + i);
                            }
                        }
                        fates.check();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource(RACES)
    void timeoutMeetsTheHandOver(Setup setup) {
        run(
                setup,
                (random, fates, tries) -> {
                    try (Rig rig = new Rig(setup.machine().unchecked())) {
                        List<Coroutine<Void>> all = new ArrayList<>(2 * tries);
                        for (int i = 0; i < tries; i++) {
                            int number = i;
                            Duration timeout = Duration.ofNanos(random.nextInt(1, 1_500_000));
                            // Woken by a timer, too: often by the same look at the clock.
                            long pause = random.nextLong(1_500_000);
                            all.add(rig.call("waits", () -> fates.wait(number, timeout)));
                            all.add(
                                    rig.launch(
                                            "meets",
                                            () -> {
                                                Parker parker = Parker.current();
                                                parker.parkUntil(PAUSE, parker.nanoTime() + pause);
                                                fates.meet(number);
                                            }));
                        }
                        for (Coroutine<Void> coroutine : all) {
                            Rig.get(coroutine);
                        }
                        fates.check();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource(RACES)
    void closeMeetsTheHandOver(Setup setup) {
        run(
                setup,
                (random, fates, tries) -> {
                    try (Rig rig = new Rig(setup.machine().unchecked())) {
                        List<Coroutine<?>> all = new ArrayList<>(3 * tries);
                        for (int i = 0; i < tries; i++) {
                            int number = i;
                            all.add(rig.call("waits", () -> fates.wait(number)));
                            boolean meetFirst = random.nextBoolean();
                            if (meetFirst) {
                                all.add(rig.launch("meets", () -> fates.meet(number)));
                            }
                            all.add(rig.launch("closes", () -> fates.close(number)));
                            if (!meetFirst) {
                                all.add(rig.launch("meets", () -> fates.meet(number)));
                            }
                        }
                        for (Coroutine<?> coroutine : all) {
                            Rig.get(coroutine);
                        }
                        fates.check();
                    }
                });
    }

    /** Virtual threads of the JDK wait; coroutines interrupt them and are their counterparts. */
    @ParameterizedTest
    @MethodSource(RACES)
    void interruptMeetsTheHandOver(Setup setup) {
        Seeded.run(
                random -> {
                    int tries = isMain(setup) ? 4_000 : 500;
                    RaceFates fates = new RaceFates(setup.form(), tries);
                    try (Rig rig = new Rig(setup.machine().unchecked())) {
                        List<FutureTask<Boolean>> waiting = new ArrayList<>(tries);
                        Queue<Coroutine<Void>> others = new ConcurrentLinkedQueue<>();
                        for (int i = 0; i < tries; i++) {
                            int number = i;
                            boolean meetFirst = random.nextBoolean();
                            CoroutineBody meet = () -> fates.meet(number);
                            waiting.add(
                                    Rig.virtualThread(
                                            "waits",
                                            () -> {
                                                Thread self = Thread.currentThread();
                                                CoroutineBody stop = self::interrupt;
                                                others.add(
                                                        rig.launch("1", meetFirst ? meet : stop));
                                                others.add(
                                                        rig.launch("2", meetFirst ? stop : meet));
                                                return wasMet(fates, number);
                                            }));
                        }
                        for (int i = 0; i < tries; i++) {
                            boolean met = Rig.get(waiting.get(i));
                            if (fates.senderWaits(i)) {
                                assertEquals(met ? 1 : 0, fates.given(i), "given " + i);
                            }
                        }
                        for (Coroutine<Void> other : others) {
                            Rig.get(other);
                        }
                        assertEquals(2 * tries, others.size());
                        fates.check();
                    }
                });
    }

    /**
     * A coroutine that cannot be suspended, for it holds a monitor, withdraws while its counterpart
     * comes.
     */
    @ParameterizedTest
    @MethodSource("refusing")
    void aRefusedSuspensionMeetsTheHandOver(Setup setup) {
        run(
                setup,
                (random, fates, tries) -> {
                    try (Rig rig = new Rig(setup.machine())) {
                        List<Coroutine<?>> all = new ArrayList<>(2 * tries);
                        for (int i = 0; i < tries; i++) {
                            int number = i;
                            CoroutineBody wait = () -> waitRefused(fates, number);
                            CoroutineBody meet = () -> fates.meet(number);
                            boolean meetFirst = random.nextBoolean();
                            all.add(rig.launch("first", meetFirst ? meet : wait));
                            all.add(rig.launch("second", meetFirst ? wait : meet));
                        }
                        for (Coroutine<?> coroutine : all) {
                            Rig.get(coroutine);
                        }
                        fates.check();
                    }
                });
    }

    static Stream<Setup> refusing() {
        return races().filter(setup -> setup.machine().is("continuation"))
                .filter(setup -> setup.machine().workers() == 2);
    }

    private static void waitRefused(RaceFates fates, int number) throws InterruptedException {
        try {
            // Not on a new object, whose monitor the compiler would leave out.
            synchronized (fates.channel(number)) {
                fates.wait(number);
            }
        } catch (IllegalStateException e) {
            assertTrue(e.getMessage().contains("cannot be suspended"), e::getMessage);
        }
    }

    private static boolean wasMet(RaceFates fates, int number) {
        try {
            fates.wait(number);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
