// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Selects over two channels that both become ready at the same moment, while a stop, a deadline or
 * a close comes: at most one clause transfers, and no element is lost or doubled. Each try has two
 * channels of its own.
 */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectRaceTest {

    private static final int ROUND = 5_000;

    static Stream<Setup> setups() {
        return Setup.twin().filter(setup -> setup.form().capacity() <= 1);
    }

    /** What ends the round, if no counterpart does. */
    private enum End {
        CANCEL,
        TIMEOUT,
        CLOSE
    }

    /** The tries, and the fates of their elements; try i has the elements 2i and 2i + 1. */
    private static final class Tries {
        private final SplittableRandom random;
        private final List<Channel<Integer>> channels = new ArrayList<>();
        private final AtomicIntegerArray given;
        private final AtomicIntegerArray taken;

        Tries(Form form, int count, SplittableRandom random) {
            this.random = random;
            given = new AtomicIntegerArray(2 * count);
            taken = new AtomicIntegerArray(2 * count);
            for (int i = 0; i < 2 * count; i++) {
                channels.add(form.open("race " + i));
            }
        }

        private void take(Integer element) {
            if (element != null) {
                taken.incrementAndGet(element);
            }
        }

        /** In every other try the select sends, else it receives, or reserves and commits. */
        private boolean sends(int i) {
            return i % 2 == 0;
        }

        Void select(int i, boolean fair, Duration timeout) throws InterruptedException {
            Select select = (fair ? Select.fair() : Select.biased()).onClosed(ClosedPolicy.SKIP);
            List<Clause> clauses = new ArrayList<>();
            for (int side = 0; side < 2; side++) {
                Channel<Integer> channel = channels.get(2 * i + side);
                clauses.add(
                        sends(i)
                                ? select.send(channel).element(2 * i + side)
                                : i % 4 == 1 ? select.receive(channel) : select.reserve(channel));
            }
            try {
                Clause chosen = timeout == null ? select.await() : select.await(timeout);
                if (chosen instanceof SendClause) {
                    given.incrementAndGet(2 * i + clauses.indexOf(chosen));
                } else if (chosen instanceof ReceiveClause<?> receive) {
                    take((Integer) receive.element());
                } else if (chosen != null) {
                    Reservation<?> reserved = ((ReserveClause<?>) chosen).reservation();
                    reserved.commit();
                    take((Integer) reserved.element());
                }
            } catch (ChannelClosedException e) {
                // All were closed first.
            }
            return null;
        }

        /** The counterpart on one of the channels; those of a select that reserves wait. */
        void meet(int i, int side) throws InterruptedException {
            Channel<Integer> channel = channels.get(2 * i + side);
            try {
                if (sends(i)) {
                    take(channel.tryReceive());
                } else if (i % 4 == 1 ? channel.trySend(2 * i + side) : waits(channel, i, side)) {
                    given.incrementAndGet(2 * i + side);
                }
            } catch (ChannelClosedException e) {
                // The close was first.
            }
        }

        private static boolean waits(Channel<Integer> channel, int i, int side)
                throws InterruptedException {
            return channel.send(2 * i + side, Duration.ofNanos(50_000));
        }

        void check() throws InterruptedException {
            for (Channel<Integer> channel : channels) {
                ChannelSnapshot snapshot = channel.snapshot();
                assertEquals(0, snapshot.waitingSenders(), snapshot::toString);
                assertEquals(0, snapshot.waitingReceivers(), snapshot::toString);
                assertEquals(0, snapshot.reserved(), snapshot::toString);
                channel.close();
                Integer left = channel.receiveOrClosed();
                while (left != null) {
                    take(left);
                    left = channel.receiveOrClosed();
                }
            }
            for (int element = 0; element < given.length(); element++) {
                assertTrue(given.get(element) <= 1, "element " + element + " given twice");
                assertEquals(
                        given.get(element),
                        taken.get(element),
                        "times that element " + element + " was received");
            }
        }
    }

    private static void race(Setup setup, End end) {
        boolean main = !setup.machine().is("jdk");
        int rounds = main ? Effort.of(1, 200) : 1;
        int tries = main ? ROUND : 1_000;
        for (int i = 0; i < rounds; i++) {
            Seeded.run(random -> race(setup, end, tries, new Tries(setup.form(), tries, random)));
        }
    }

    private static void race(Setup setup, End end, int count, Tries tries) throws Exception {
        SplittableRandom random = tries.random;
        try (Rig rig = new Rig(setup.machine().unchecked())) {
            List<Coroutine<?>> others = new ArrayList<>(3 * count);
            List<Coroutine<Void>> selects = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int number = i;
                boolean fair = random.nextBoolean();
                Duration timeout =
                        end == End.TIMEOUT ? Duration.ofNanos(random.nextInt(1, 100_000)) : null;
                Coroutine<Void> select =
                        rig.call("selects", () -> tries.select(number, fair, timeout));
                selects.add(select);
                int endsAt = random.nextInt(3);
                for (int step = 0; step < 3; step++) {
                    int side = step;
                    if (step == endsAt) {
                        others.add(rig.launch("ends", () -> end(end, select, tries, number)));
                    }
                    if (step < 2) {
                        others.add(rig.launch("meets", () -> tries.meet(number, side)));
                    }
                }
            }
            for (Coroutine<?> other : others) {
                Rig.get(other);
            }
            for (Coroutine<Void> select : selects) {
                assertTrue(Rig.ended(select) != CoroutineState.FAILED, select::toString);
            }
            tries.check();
        }
    }

    private static void end(End end, Coroutine<?> select, Tries tries, int number) {
        if (end == End.CANCEL) {
            select.cancel();
        } else if (end == End.CLOSE) {
            tries.channels.get(2 * number).close();
            tries.channels.get(2 * number + 1).close();
        }
    }

    @ParameterizedTest
    @MethodSource("setups")
    void oneWinsBesideACancel(Setup setup) {
        race(setup, End.CANCEL);
    }

    @ParameterizedTest
    @MethodSource("setups")
    void oneWinsBesideADeadline(Setup setup) {
        race(setup, End.TIMEOUT);
    }

    @ParameterizedTest
    @MethodSource("setups")
    void oneWinsBesideAClose(Setup setup) {
        race(setup, End.CLOSE);
    }
}
