// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What has become of the elements of a {@link SimulatedExchange}. Those that were given away, and
 * no others, were received once, or undelivered once, or are still in the channel. For use on one
 * simulated machine, where one at a time runs.
 */
final class ExchangeFates {

    /** Elements are numbered so that their sender shows. */
    static final int SENDER_STEP = 100;

    private final boolean aborts;
    private final List<Integer> given = new ArrayList<>();
    private final List<Integer> undelivered = new ArrayList<>();

    /** By receiver and channel, in the receiver's order. */
    private final List<List<List<Integer>>> received = new ArrayList<>();

    /**
     * @param aborts whether reservations may be aborted; an element that comes back may be received
     *     behind a later one
     */
    ExchangeFates(boolean aborts) {
        this.aborts = aborts;
    }

    boolean aborts() {
        return aborts;
    }

    void given(int element) {
        given.add(element);
    }

    void undelivered(Integer element) {
        undelivered.add(element);
    }

    /** Lists of what a receiver receives, one for each channel. */
    List<List<Integer>> newReceiver(int channels) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            lists.add(new ArrayList<>());
        }
        received.add(lists);
        return lists;
    }

    /** When all have ended, and the channels are closed. */
    void check(List<Channel<Integer>> channels) throws InterruptedException {
        List<List<Integer>> left = newReceiver(channels.size());
        long sends = 0;
        long recvs = 0;
        long discarded = 0;
        for (int i = 0; i < channels.size(); i++) {
            Channel<Integer> channel = channels.get(i);
            channel.close();
            for (Integer e = channel.receiveOrClosed(); e != null; e = channel.receiveOrClosed()) {
                left.get(i).add(e);
            }
            ChannelSnapshot snapshot = channel.snapshot();
            sends += snapshot.sends();
            recvs += snapshot.recvs();
            discarded += snapshot.dropped() + snapshot.undelivered();
            assertEquals(0, snapshot.depth(), snapshot::toString);
            assertEquals(0, snapshot.reserved(), snapshot::toString);
            assertEquals(0, snapshot.waitingSenders(), snapshot::toString);
            assertEquals(0, snapshot.waitingReceivers(), snapshot::toString);
        }
        List<Integer> all = new ArrayList<>(undelivered);
        for (List<List<Integer>> receiver : received) {
            receiver.forEach(all::addAll);
        }
        int taken = all.size() - undelivered.size();
        all.sort(null);
        given.sort(null);
        assertEquals(given, all, "elements given, and received or undelivered");
        assertEquals(given.size(), sends, "sends counted");
        assertEquals(taken, recvs, "receives counted");
        assertEquals(undelivered.size(), discarded, "dropped and undelivered ones counted");
        if (!aborts) {
            for (List<List<Integer>> receiver : received) {
                receiver.forEach(ExchangeFates::checkOrder);
            }
        }
    }

    /** What one receiver got of one sender through one channel, it got in the order of sending. */
    private static void checkOrder(List<Integer> mine) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int element : mine) {
            Integer before = last.put(element / SENDER_STEP, element);
            assertTrue(before == null || before < element, () -> "out of order: " + mine);
        }
    }
}
