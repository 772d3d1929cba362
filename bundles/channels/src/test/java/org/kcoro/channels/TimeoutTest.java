// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutTest {

    private static final String ALL = "org.kcoro.channels.Setup#all";
    private static final String SINGLE = "org.kcoro.channels.Setup#single";

    private static final Duration SHORT = Duration.ofNanos(1_300_000);
    private static final Duration LONG = Duration.ofHours(1);

    /** Runs a body as coroutine, virtual thread and platform thread. */
    private static void everywhere(Rig rig, Callable<Void> body) throws Exception {
        rig.in(body);
        Rig.get(Rig.thread("thread", body));
        Rig.get(Rig.virtualThread("virtual thread", body));
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void zeroTriesOnce(Form form) throws Exception {
        int capacity = form.capacity();
        Channel<Integer> full = form.full("full");
        Channel<Integer> empty = form.open("empty");
        assertFalse(full.send(99, Duration.ZERO));
        assertNull(empty.receive(Duration.ZERO));
        assertCounts("depth=" + capacity + " sends=" + capacity + " sendEagain=1", full);
        assertCounts("recvEagain=1", empty);
        // And it is a real try.
        for (int i = 0; i < capacity; i++) {
            assertEquals(i, full.receive(Duration.ZERO));
            assertTrue(empty.send(i, Duration.ZERO));
        }
        assertNull(full.tryReceive());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aNegativeTimeoutIsAnErrorThatChangesNothing(Form form) throws Exception {
        Channel<Integer> channel = form.open("c");
        for (Duration negative :
                List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            for (Executable use :
                    List.<Executable>of(
                            () -> channel.send(1, negative),
                            () -> channel.receive(negative),
                            () -> channel.reserve(negative),
                            () -> channel.receiveUpTo(1, negative))) {
                String message = assertThrows(IllegalArgumentException.class, use).getMessage();
                assertTrue(message.contains("channel c"), message);
                assertTrue(message.contains("negative"), message);
            }
        }
        assertCounts("", channel);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void zeroMeetsTheOneThatWaits(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("meets");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> receiver = rig.call("receives", channel::receive);
            rig.settle();
            assertTrue(channel.send(5, Duration.ZERO));
            assertEquals(5, Rig.get(receiver));
            Channel<Integer> full = setup.form().full("full");
            Coroutine<Void> sender = rig.launch("sends", () -> full.send(setup.form().capacity()));
            rig.settle();
            for (int i = 0; i <= setup.form().capacity(); i++) {
                assertEquals(i, full.receive(Duration.ZERO));
            }
            Rig.get(sender);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSendGivesUpAndKeepsItsElement(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> channel = setup.form().full("full");
        try (Rig rig = new Rig(setup.machine())) {
            everywhere(
                    rig,
                    () -> {
                        Parker parker = Parker.current();
                        long begin = parker.nanoTime();
                        assertFalse(channel.send(99, SHORT));
                        assertTrue(parker.nanoTime() - begin >= SHORT.toNanos(), "too early");
                        return null;
                    });
            assertCounts("depth=" + capacity + " sends=" + capacity + " sendEtime=3", channel);
            for (int i = 0; i < capacity; i++) {
                assertEquals(i, channel.receive());
            }
            assertNull(channel.tryReceive());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aReceiveGivesUpAndTakesNothing(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("empty");
        try (Rig rig = new Rig(setup.machine())) {
            everywhere(
                    rig,
                    () -> {
                        Parker parker = Parker.current();
                        long begin = parker.nanoTime();
                        assertNull(channel.receive(SHORT));
                        assertTrue(parker.nanoTime() - begin >= SHORT.toNanos(), "too early");
                        return null;
                    });
            assertCounts("recvEtime=3", channel);
            assertEquals(setup.form().isBuffered(), channel.trySend(1), "nobody waits any more");
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void onlyTheOneWhoseTimeIsUpLeaves(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> channel = setup.form().full("full");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> first = rig.launch("first", () -> channel.send(capacity));
            Coroutine<Boolean> timed = rig.call("timed", () -> channel.send(99, SHORT));
            Coroutine<Boolean> last = rig.call("last", () -> channel.send(capacity + 1, LONG));
            rig.settle();
            assertFalse(Rig.get(timed));
            assertEquals(2, channel.snapshot().waitingSenders());
            for (int i = 0; i < capacity + 2; i++) {
                assertEquals(i, channel.receive());
            }
            Rig.get(first);
            assertTrue(Rig.get(last));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCounterpartEndsTheWaitLongBefore(Setup setup) throws Exception {
        List<Duration> far = List.of(LONG, ChronoUnit.FOREVER.getDuration());
        try (Rig rig = new Rig(setup.machine())) {
            for (Duration timeout : far) {
                Channel<Integer> empty = setup.form().open("empty");
                List<Coroutine<Integer>> receivers = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    receivers.add(rig.call("receives", () -> empty.receive(timeout)));
                }
                int sum = 0;
                for (int i = 0; i < 10; i++) {
                    assertTrue(empty.send(i, timeout));
                }
                for (Coroutine<Integer> receiver : receivers) {
                    sum += Rig.get(receiver);
                }
                assertEquals(45, sum);
                assertCounts("sends=10 recvs=10", empty);
            }
        }
    }

    /** Many deadlines at once, none early, each counted once. */
    @ParameterizedTest
    @MethodSource(ALL)
    void manyGiveUpInTheirTime(Setup setup) {
        Seeded.run(
                random -> {
                    int count = 100;
                    Channel<Integer> channel = setup.form().open("empty");
                    try (Rig rig = new Rig(setup.machine())) {
                        List<Coroutine<Long>> receivers = new ArrayList<>();
                        for (int i = 0; i < count; i++) {
                            long nanos = random.nextLong(1, 5_000_000);
                            receivers.add(
                                    rig.call(
                                            "receives",
                                            () -> {
                                                Parker parker = Parker.current();
                                                long begin = parker.nanoTime();
                                                assertNull(
                                                        channel.receive(Duration.ofNanos(nanos)));
                                                return parker.nanoTime() - begin - nanos;
                                            }));
                        }
                        for (Coroutine<Long> receiver : receivers) {
                            long late = Rig.get(receiver);
                            assertTrue(late >= 0, () -> "too early by " + -late + " ns");
                        }
                        assertCounts("recvEtime=" + count, channel);
                    }
                });
    }
}
