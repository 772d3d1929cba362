// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Those who watch the end of others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";
    private static final String SINGLE = "org.kcoro.actors.Machine#single";

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");

    @ParameterizedTest
    @MethodSource(ALL)
    void oneThatWatchesIsToldOnceBehindWhatWasSentBefore(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<String> seen = new ArrayList<>();
            Latch open = new Latch("open", 1);
            Latch watching = new Latch("watching", 1);
            Actor<Order> watched = Order.obedient(rig, "watched").start(rig.scheduler);
            Actor<Order> watcher =
                    rig.<Order>actor("watcher", Order::run)
                            .mailbox(box -> box.buffered(3))
                            .start(rig.scheduler);
            watcher.tell(
                    self -> {
                        self.watch(
                                watched,
                                end ->
                                        of -> {
                                            seen.add(end.actor().path() + " " + end.cause());
                                            of.self().stop();
                                        });
                        watching.countDown();
                        open.await();
                    });
            watching.await();
            watched.tell(
                    self -> {
                        for (int i = 0; i < 3; i++) {
                            int number = i;
                            watcher.tell(of -> seen.add("told " + number));
                        }
                    });
            watched.stop();
            watched.join();
            // Full, and yet the message about the end is to come.
            assertFalse(watcher.tryTell(of -> seen.add("too late")));
            open.countDown();
            watcher.join();
            assertEquals(List.of("told 0", "told 1", "told 2", "/watched STOPPED"), seen);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatComesAfterTheEndIsHandledAfterIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<String> seen = new ArrayList<>();
            Latch open = new Latch("open", 1);
            Latch watching = new Latch("watching", 1);
            Actor<Order> watched = Order.obedient(rig, "watched").start(rig.scheduler);
            Actor<Order> watcher = Order.obedient(rig, "watcher").start(rig.scheduler);
            watcher.tell(
                    self -> {
                        self.watch(watched, end -> of -> seen.add("ended"));
                        watching.countDown();
                        open.await();
                    });
            watching.await();
            watcher.tell(of -> seen.add("before"));
            watched.cancel("enough");
            watched.join();
            watcher.tell(of -> seen.add("after"));
            open.countDown();
            watcher.stop();
            watcher.join();
            assertEquals(List.of("before", "ended", "after"), seen);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void watchingOneThatHasEndedAndUnwatching(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<String> seen = new ArrayList<>();
            Actor<Order> gone = Order.obedient(rig, "gone").start(rig.scheduler);
            gone.stop();
            gone.join();
            Actor<Order> watcher = Order.obedient(rig, "watcher").start(rig.scheduler);
            watcher.tell(
                    self -> {
                        assertFalse(self.unwatch(gone));
                        self.watch(gone, end -> of -> seen.add("never"));
                        assertThrows(
                                IllegalStateException.class,
                                () -> self.watch(gone, end -> of -> {}));
                        assertTrue(self.unwatch(gone));
                        self.watch(
                                gone,
                                end ->
                                        of -> {
                                            seen.add("ended");
                                            assertFalse(of.unwatch(gone));
                                            of.self().stop();
                                        });
                    });
            watcher.join();
            assertEquals(List.of("ended"), seen);
            assertEquals(List.of(), List.copyOf(rig.failures));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aRestartEndsItsWatches(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<String> seen = new ArrayList<>();
            Actor<Order> watched = Order.obedient(rig, "watched").start(rig.scheduler);
            Actor<Order> watcher =
                    Order.obedient(rig, "watcher")
                            .supervision(Supervision.restart())
                            .start(rig.scheduler);
            watcher.tell(
                    self -> {
                        self.watch(watched, end -> of -> seen.add("never"));
                        throw PLANTED;
                    });
            rig.settle();
            watched.stop();
            watched.join();
            watcher.stop();
            watcher.join();
            assertEquals(List.of(), seen);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void twoThatWatchEachOther(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Order> a = Order.obedient(rig, "a").start(rig.scheduler);
            Actor<Order> b = Order.obedient(rig, "b").start(rig.scheduler);
            a.tell(self -> self.watch(b, end -> of -> of.self().stop()));
            b.tell(self -> self.watch(a, end -> of -> of.self().stop()));
            rig.settle();
            a.cancel("enough");
            assertEquals(Terminated.Cause.CANCELLED, a.join().cause());
            assertEquals(Terminated.Cause.STOPPED, b.join().cause());
        }
    }
}
