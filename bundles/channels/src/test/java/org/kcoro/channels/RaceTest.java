// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;

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
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RaceTest {

    private static final String TIGHT = "org.kcoro.channels.Setup#tight";
    private static final WaitReason PAUSE = new WaitReason("pause", "race");

    /** Fewer where it would take long and show nothing more. */
    private static int tries(Setup setup) {
        int workers = setup.machine().workers();
        if (workers == 1) {
            return 1_000;
        }
        return setup.machine().is("jdk") && workers > 2 ? 5_000 : 20_000;
    }

    /** The fates of the elements of all tries: given away by a sender, received by somebody. */
    static final class Fates {
        private final int tries;
        private final List<Channel<Integer>> channels;
        private final AtomicIntegerArray given;
        private final AtomicIntegerArray received;

        Fates(Form form, int tries) {
            this(form, tries, () -> form.open("race"));
        }

        Fates(Form form, int tries, Supplier<Channel<Integer>> opener) {
            this.tries = tries;
            // Those that fill a buffer come behind those of the tries.
            given = new AtomicIntegerArray(2 * tries);
            received = new AtomicIntegerArray(2 * tries);
            channels = new ArrayList<>(tries);
            for (int i = 0; i < tries; i++) {
                Channel<Integer> channel = opener.get();
                channels.add(channel);
                if (senderWaits(i) && form.isBuffered()) {
                    gave(tries + i, channel.trySend(tries + i));
                }
            }
        }

        /** In every other try it is the sender that waits, else the receiver. */
        boolean senderWaits(int i) {
            return i % 2 == 0;
        }

        Channel<Integer> channel(int i) {
            return channels.get(i);
        }

        void gave(int element, boolean done) {
            if (done) {
                given.incrementAndGet(element);
            }
        }

        void got(Integer element) {
            if (element != null) {
                received.incrementAndGet(element);
            }
        }

        /** The one that waits, until it is met, stopped or finds the close. */
        Void wait(int i) throws InterruptedException {
            if (senderWaits(i)) {
                gave(i, channel(i).sendOrClosed(i));
            } else {
                got(channel(i).receiveOrClosed());
            }
            return null;
        }

        /** The one that waits, until it is met or its time is up. */
        Void wait(int i, Duration timeout) throws InterruptedException {
            if (senderWaits(i)) {
                gave(i, channel(i).send(i, timeout));
            } else {
                got(channel(i).receive(timeout));
            }
            return null;
        }

        /** The counterpart: takes or gives, if that needs no wait. */
        void meet(int i) {
            try {
                if (senderWaits(i)) {
                    got(channel(i).tryReceive());
                } else {
                    gave(i, channel(i).trySend(i));
                }
            } catch (ChannelClosedException e) {
                // The close was first.
            }
        }

        /** When all have ended: whatever was given away has arrived, or is still in the channel. */
        void check() throws InterruptedException {
            for (int i = 0; i < tries; i++) {
                Channel<Integer> channel = channel(i);
                ChannelSnapshot snapshot = channel.snapshot();
                assertEquals(0, snapshot.waitingSenders(), snapshot::toString);
                assertEquals(0, snapshot.waitingReceivers(), snapshot::toString);
                assertEquals(given.get(i) + given.get(tries + i), snapshot.sends());
                channel.close();
                Integer left = channel.receiveOrClosed();
                while (left != null) {
                    got(left);
                    left = channel.receiveOrClosed();
                }
                assertEquals(snapshot.sends(), channel.snapshot().recvs());
            }
            for (int element = 0; element < 2 * tries; element++) {
                assertTrue(given.get(element) <= 1, "element " + element + " given twice");
                assertEquals(
                        given.get(element),
                        received.get(element),
                        "times that element " + element + " was received");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TIGHT)
    void cancelMeetsTheHandOver(Setup setup) {
        Seeded.run(
                random -> {
                    int tries = tries(setup);
                    Fates fates = new Fates(setup.form(), tries);
                    try (Rig rig = new Rig(setup.machine())) {
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
                                assertEquals(given, fates.given.get(i), "given " + i);
                            }
                        }
                        fates.check();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource(TIGHT)
    void timeoutMeetsTheHandOver(Setup setup) {
        Seeded.run(
                random -> {
                    int tries = tries(setup);
                    Fates fates = new Fates(setup.form(), tries);
                    try (Rig rig = new Rig(setup.machine())) {
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
    @MethodSource(TIGHT)
    void closeMeetsTheHandOver(Setup setup) {
        Seeded.run(
                random -> {
                    int tries = tries(setup);
                    Fates fates = new Fates(setup.form(), tries);
                    try (Rig rig = new Rig(setup.machine())) {
                        List<Coroutine<?>> all = new ArrayList<>(3 * tries);
                        for (int i = 0; i < tries; i++) {
                            int number = i;
                            all.add(rig.call("waits", () -> fates.wait(number)));
                            boolean meetFirst = random.nextBoolean();
                            if (meetFirst) {
                                all.add(rig.launch("meets", () -> fates.meet(number)));
                            }
                            all.add(rig.call("closes", fates.channel(number)::close));
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
    @MethodSource(TIGHT)
    void interruptMeetsTheHandOver(Setup setup) {
        Seeded.run(
                random -> {
                    int tries = 4_000;
                    Fates fates = new Fates(setup.form(), tries);
                    try (Rig rig = new Rig(setup.machine())) {
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
                                assertEquals(met ? 1 : 0, fates.given.get(i), "given " + i);
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

    private static boolean wasMet(Fates fates, int number) {
        try {
            fates.wait(number);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
