// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Senders and subscribers of all kinds at once: coroutines, virtual and platform threads. */
@Tag("heavy")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BroadcastMixTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";
    private static final int SENDERS = 3;
    private static final int EACH = 200;

    /** Elements of one sender in their order, all in one order. */
    private static void assertComplete(List<Integer> heard) {
        Map<Integer, Integer> next = new HashMap<>();
        for (int element : heard) {
            int sender = element / EACH;
            assertEquals(next.getOrDefault(sender, sender * EACH), element, "the next one");
            next.put(sender, element + 1);
        }
        assertEquals(SENDERS * EACH, heard.size());
    }

    @Test
    void theCheckNoticesOneLostDoubledOrOutOfOrder() {
        List<Integer> sound = new ArrayList<>();
        for (int i = 0; i < SENDERS * EACH; i++) {
            sound.add(i);
        }
        assertComplete(sound);
        List<Integer> lost = new ArrayList<>(sound);
        lost.remove(77);
        assertThrows(AssertionError.class, () -> assertComplete(lost));
        List<Integer> lastLost = sound.subList(0, sound.size() - 1);
        assertThrows(AssertionError.class, () -> assertComplete(lastLost));
        List<Integer> doubled = new ArrayList<>(sound);
        doubled.add(77, 77);
        assertThrows(AssertionError.class, () -> assertComplete(doubled));
        List<Integer> swapped = new ArrayList<>(sound);
        Collections.swap(swapped, 77, 78);
        assertThrows(AssertionError.class, () -> assertComplete(swapped));
    }

    private interface Send {
        void send(int element) throws Exception;
    }

    private static Callable<Void> sending(int sender, Send send) {
        return () -> {
            for (int i = 0; i < EACH; i++) {
                send.send(sender * EACH + i);
            }
            return null;
        };
    }

    private static void sendAll(Rig rig, Send send) throws Exception {
        Coroutine<Void> first = rig.call("sends", sending(0, send));
        FutureTask<Void> second = Rig.thread("sends", sending(1, send));
        FutureTask<Void> third = Rig.virtualThread("sends", sending(2, send));
        first.join();
        Rig.get(second);
        Rig.get(third);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void allHearTheSame(Machine machine) throws Exception {
        Broadcast<Integer> broadcast = Broadcast.create("mix");
        try (Rig rig = new Rig(machine)) {
            List<Channel<Integer>> subscriptions = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ChannelBuilder<Integer> settings = Channel.builder("mix-" + i);
                subscriptions.add(broadcast.subscribe(i == 0 ? settings : settings.buffered(i)));
            }
            List<Coroutine<List<Integer>>> hearing = new ArrayList<>();
            for (Channel<Integer> subscription : subscriptions) {
                hearing.add(rig.call("hears", () -> hear(subscription)));
            }
            Channel<Integer> unlimited =
                    broadcast.subscribe(Channel.<Integer>builder("unlimited").unlimited());
            FutureTask<List<Integer>> thread = Rig.thread("hears", () -> hear(unlimited));
            Coroutine<Void> churn = rig.launch("churns", () -> churn(broadcast));
            sendAll(rig, broadcast::send);
            broadcast.close();
            churn.join();
            List<Integer> heard = Rig.get(thread);
            assertComplete(heard);
            for (Coroutine<List<Integer>> each : hearing) {
                assertEquals(heard, each.join());
            }
            BroadcastSnapshot snapshot = broadcast.snapshot();
            assertEquals(new BroadcastSnapshot("mix", true, 0, SENDERS * EACH, 0, 0, 0), snapshot);
        }
    }

    private static List<Integer> hear(Channel<Integer> subscription) throws InterruptedException {
        List<Integer> heard = new ArrayList<>();
        subscription.receiveEach(heard::add);
        return heard;
    }

    /** Comes and goes; each time it hears a few without a gap between those of one sender. */
    private static void churn(Broadcast<Integer> broadcast) throws InterruptedException {
        while (!broadcast.isClosed()) {
            Channel<Integer> subscription =
                    broadcast.subscribe(Channel.<Integer>builder("churn").buffered(2));
            Map<Integer, Integer> last = new HashMap<>();
            try {
                for (int i = 0; i < 5; i++) {
                    Integer element = subscription.receiveOrClosed();
                    if (element == null) {
                        return;
                    }
                    Integer before = last.put(element / EACH, element);
                    assertTrue(before == null || before + 1 == element, "a gap");
                }
            } finally {
                subscription.cancel(null);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void allChannelsOfAFanOutGetTheSame(Machine machine) throws Exception {
        List<Channel<Integer>> channels =
                List.of(
                        Channel.rendezvous("meeting"),
                        Channel.buffered("one", 1),
                        Channel.rendezvous("another meeting"),
                        Channel.unlimited("all"));
        // In another order: locks are taken in one order all the same.
        List<FanOut<Integer>> fanOuts =
                List.of(
                        FanOut.to(channels),
                        FanOut.to(
                                channels.get(3),
                                channels.get(2),
                                channels.get(1),
                                channels.get(0)));
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<List<Integer>>> receiving = new ArrayList<>();
            for (Channel<Integer> channel : channels) {
                receiving.add(rig.call("receives", () -> hear(channel)));
            }
            sendAll(rig, element -> fanOuts.get(element / EACH % 2).send(element));
            channels.forEach(Channel::close);
            List<Integer> first = receiving.get(0).join();
            assertComplete(first);
            for (Coroutine<List<Integer>> each : receiving) {
                assertEquals(first, each.join());
            }
            assertEquals(SENDERS * EACH, new HashSet<>(first).size());
        }
    }
}
