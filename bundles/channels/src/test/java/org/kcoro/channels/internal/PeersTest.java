// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersTest {

    private static final int COLLECTIONS = 100;
    private static final int WAIT_MILLIS = 50;

    @Test
    void aThreadIsNoPeer() {
        Peers peers = new Peers();
        peers.note(Parker.current());
        peers.note(null);
        assertEquals(List.of(), peers.list());
    }

    @Test
    void eachIsListedOnce() throws Exception {
        Peers peers = new Peers();
        Channel<Integer> gate = Channel.rendezvous("gate");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            List<Coroutine<Void>> all =
                    List.of(
                            scheduler.launch("one", () -> noteTwice(peers, gate)),
                            scheduler.launch("two", () -> noteTwice(peers, gate)));
            scheduler.launch("settle", () -> {}).join();
            assertEquals(all, peers.list());
            gate.close();
            for (Coroutine<Void> one : all) {
                one.join();
            }
            assertEquals(List.of(), peers.list());
        }
    }

    /** Of more than are kept, some are known; those that end make room. */
    @Test
    void someOfManyAreKnown() throws Exception {
        Peers peers = new Peers();
        Channel<Integer> gate = Channel.rendezvous("gate");
        Channel<Integer> second = Channel.rendezvous("second");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            List<Coroutine<Void>> first = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                first.add(scheduler.launch("first", () -> noteTwice(peers, gate)));
            }
            scheduler.launch("settle", () -> {}).join();
            assertEquals(first.subList(0, 4), peers.list());
            gate.close();
            for (Coroutine<Void> one : first) {
                one.join();
            }
            Coroutine<Void> late = scheduler.launch("late", () -> noteTwice(peers, second));
            scheduler.launch("settle", () -> {}).join();
            assertEquals(List.of(late), peers.list());
            second.close();
            late.join();
        }
    }

    /** One that goes on waiting takes a place in time, although all of them are taken. */
    @Test
    void oneThatIsSeenOftenTakesAPlace() throws Exception {
        Peers peers = new Peers();
        Channel<Integer> gate = Channel.rendezvous("gate");
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            List<Coroutine<Void>> first = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                first.add(scheduler.launch("first", () -> noteTwice(peers, gate)));
            }
            scheduler.launch("settle", () -> {}).join();
            Coroutine<Boolean> often =
                    scheduler.launch(
                            "often",
                            () -> {
                                for (int i = 0; i < 1_000; i++) {
                                    peers.note(Parker.current());
                                }
                                return peers.list().contains(Coroutine.current());
                            });
            assertTrue(often.join());
            gate.close();
            for (Coroutine<Void> one : first) {
                one.join();
            }
        }
    }

    private static void noteTwice(Peers peers, Channel<Integer> gate) throws InterruptedException {
        peers.note(Parker.current());
        peers.note(Parker.current());
        gate.receiveOrClosed();
    }

    /** What a channel has seen does not keep a coroutine, nor the classes of its body. */
    @Test
    void noneIsHeld() throws Exception {
        Peers peers = new Peers();
        ReferenceQueue<Coroutine<?>> collected = new ReferenceQueue<>();
        try (Scheduler scheduler = Scheduler.builder().workers(1).build()) {
            WeakReference<Coroutine<?>> reference = launchAndForget(scheduler, peers, collected);
            // Its worker forgets it with the next turn.
            scheduler.launch("next", () -> {}).join();
            for (int i = 0; i < COLLECTIONS && !reference.refersTo(null); i++) {
                System.gc();
                collected.remove(WAIT_MILLIS);
            }
            assertTrue(reference.refersTo(null), "it is held");
        }
    }

    private static WeakReference<Coroutine<?>> launchAndForget(
            Scheduler scheduler, Peers peers, ReferenceQueue<Coroutine<?>> collected)
            throws Exception {
        Coroutine<Void> coroutine = scheduler.launch("seen", () -> peers.note(Parker.current()));
        coroutine.join();
        return new WeakReference<>(coroutine, collected);
    }
}
