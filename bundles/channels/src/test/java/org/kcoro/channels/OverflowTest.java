// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

/** What channels do with elements that nobody will receive. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowTest {

    private final List<Integer> undelivered = new ArrayList<>();

    private ChannelBuilder<Integer> builder() {
        return Channel.<Integer>builder("c").onUndelivered(undelivered::add);
    }

    private static List<Integer> drain(Channel<Integer> channel) {
        List<Integer> all = new ArrayList<>();
        for (Integer next = channel.tryReceive(); next != null; next = channel.tryReceive()) {
            all.add(next);
        }
        return all;
    }

    private static void sendFive(Channel<Integer> channel) throws InterruptedException {
        for (int i = 1; i <= 5; i++) {
            channel.send(i);
        }
    }

    @Test
    void theOldestIsDropped() throws Exception {
        Channel<Integer> channel =
                builder().buffered(3).onOverflow(OverflowPolicy.DROP_OLDEST).build();
        sendFive(channel);
        assertEquals(List.of(1, 2), undelivered);
        assertCounts("depth=3 sends=5 dropped=2", channel);
        assertEquals(List.of(3, 4, 5), drain(channel));
    }

    @Test
    void theLatestIsDropped() throws Exception {
        Channel<Integer> channel =
                builder().buffered(3).onOverflow(OverflowPolicy.DROP_LATEST).build();
        sendFive(channel);
        assertEquals(List.of(4, 5), undelivered);
        assertCounts("depth=3 sends=5 dropped=2", channel);
        assertEquals(List.of(1, 2, 3), drain(channel));
    }

    /** A reserved element is not dropped; where all are, the new one is. */
    @Test
    void aReservedElementIsNotDropped() throws Exception {
        Channel<Integer> channel =
                builder().buffered(2).onOverflow(OverflowPolicy.DROP_OLDEST).build();
        channel.send(1);
        channel.send(2);
        Reservation<Integer> first = channel.reserve();
        channel.send(3);
        assertEquals(List.of(2), undelivered);
        Reservation<Integer> second = channel.reserve();
        channel.send(4);
        assertEquals(List.of(2, 4), undelivered);
        second.abort();
        first.abort();
        assertEquals(List.of(1, 3), drain(channel));
    }

    @Test
    void aConflatedChannelKeepsTheNewest() throws Exception {
        Channel<Integer> channel = builder().conflated().build();
        sendFive(channel);
        assertEquals(List.of(1, 2, 3, 4), undelivered);
        assertCounts("depth=1 sends=5 dropped=4", channel);
        channel.close();
        assertEquals(5, channel.receive());
        assertNull(channel.receiveOrClosed());
    }

    @Test
    void anUnlimitedChannelKeepsAll() throws Exception {
        Channel<Integer> channel = builder().unlimited().build();
        for (int i = 0; i < 100_000; i++) {
            assertTrue(channel.trySend(i));
        }
        assertEquals(100_000, channel.snapshot().depth());
        for (int i = 0; i < 100_000; i++) {
            assertEquals(i, channel.receive());
        }
        assertEquals(List.of(), undelivered);
    }

    @Test
    void aCancelHandsOverWhatIsLeft() throws Exception {
        Channel<Integer> channel = builder().buffered(5).build();
        sendFive(channel);
        assertEquals(1, channel.receive());
        IllegalStateException cause = new IllegalStateException("enough");
        channel.cancel(cause);
        channel.cancel(null);
        assertEquals(List.of(2, 3, 4, 5), undelivered);
        assertTrue(channel.isClosedForReceive());
        assertEquals(
                cause, assertThrows(ChannelClosedException.class, channel::receive).getCause());
        assertCounts("sends=5 recvs=1 undelivered=4 recvEpipe=1", channel);
    }

    /** Also what a close has left there. */
    @Test
    void aCancelAfterACloseDiscards() throws Exception {
        Channel<Integer> channel = builder().buffered(5).build();
        channel.send(1);
        assertTrue(channel.close());
        assertFalse(channel.close());
        channel.cancel(null);
        assertEquals(List.of(1), undelivered);
        assertNull(channel.receiveOrClosed());
    }

    /** What the action throws is logged, and changes nothing. */
    @Test
    void anActionThatFailsChangesNothing() throws Exception {
        Channel<Integer> channel =
                Channel.<Integer>builder("c")
                        .conflated()
                        .onUndelivered(
                                element -> {
                                    undelivered.add(element);
                                    throw new IllegalStateException("planted");
                                })
                        .build();
        sendFive(channel);
        assertEquals(List.of(1, 2, 3, 4), undelivered);
        assertCounts("depth=1 sends=5 dropped=4", channel);
    }

    @ParameterizedTest
    @EnumSource(
            value = OverflowPolicy.class,
            names = {"DROP_OLDEST", "DROP_LATEST"})
    void onlyABufferedChannelOverflows(OverflowPolicy policy) {
        for (ChannelBuilder<Integer> builder :
                List.of(builder(), builder().conflated(), builder().unlimited())) {
            builder.onOverflow(policy);
            String message = assertThrows(IllegalStateException.class, builder::build).getMessage();
            assertTrue(message.contains("channel c"), message);
            assertTrue(message.contains(policy.name()), message);
        }
    }
}
