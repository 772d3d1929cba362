// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.channels.Seeded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ElementBufferTest {

    private record Entry(Object element, long size) {}

    /** A buffer beside a plain queue that must always agree with it. */
    private static final class Pair {
        private final int capacity;
        private final ElementBuffer<Object> buffer;
        private final ArrayDeque<Entry> model = new ArrayDeque<>();
        private long added;
        private long checks;

        Pair(int capacity) {
            this.capacity = capacity;
            this.buffer = new ElementBuffer<>(capacity, true);
        }

        void add() {
            Entry entry = new Entry("element " + added, added * 7);
            added++;
            buffer.add(entry.element(), entry.size());
            model.add(entry);
            check();
        }

        /** Puts the oldest back, as an abort does. */
        void takeAndReturn() {
            Entry entry = model.element();
            assertSame(entry.element(), buffer.take());
            buffer.addFirst(entry.element(), entry.size());
            check();
        }

        void take() {
            Entry entry = model.remove();
            assertEquals(entry.size(), buffer.firstSize());
            assertSame(entry.element(), buffer.take());
            check();
        }

        void check() {
            assertEquals(model.size(), buffer.count());
            if (capacity <= 64 || checks++ % 64 == 0) {
                // It looks at every place.
                buffer.checkInvariants();
            }
        }

        void fill(int upTo) {
            while (model.size() < upTo) {
                add();
            }
        }

        void drain(int downTo) {
            while (model.size() > downTo) {
                take();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 31, 32, 33, 100, 1_000})
    void itHoldsExactlyItsCapacityInOrder(int capacity) {
        Pair pair = new Pair(capacity);
        for (int round = 0; round < 3; round++) {
            pair.fill(capacity);
            assertEquals(capacity, pair.buffer.count());
            pair.drain(0);
        }
    }

    /** It grows while its contents lie around the end of the ring, at every place of the head. */
    @ParameterizedTest
    @ValueSource(ints = {16, 17, 31, 33, 100})
    void itGrowsWhereverTheHeadIs(int capacity) {
        for (int head = 0; head <= 16; head++) {
            Pair pair = new Pair(capacity);
            for (int i = 0; i < head; i++) {
                pair.add();
                pair.take();
            }
            pair.fill(capacity);
            pair.drain(0);
            pair.fill(Math.min(capacity, 5));
            pair.drain(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 20, 33, 64, 1_000})
    void itDoesWhatAQueueDoes(int capacity) {
        Seeded.run(random -> compare(new Pair(capacity), random));
    }

    private static void compare(Pair pair, SplittableRandom random) {
        for (int i = 0; i < 2_000; i++) {
            int level = random.nextInt(pair.capacity + 1);
            pair.fill(level);
            pair.drain(level);
            for (int k = random.nextInt(5); k > 0 && pair.buffer.count() < pair.capacity; k--) {
                pair.add();
            }
            for (int k = random.nextInt(5); k > 0 && pair.buffer.count() > 0; k--) {
                pair.takeAndReturn();
                pair.take();
            }
        }
        pair.drain(0);
    }

    /** What a burst has taken is given back, and the ring goes on. */
    @Test
    void itShrinksWhenDrained() {
        Pair pair = new Pair(1 << 20);
        for (int round = 0; round < 3; round++) {
            pair.fill(20_000);
            pair.drain(0);
            pair.fill(10);
            pair.drain(0);
        }
    }

    /** A huge capacity takes no memory before it is used. */
    @Test
    void itTakesRoomAsItFills() {
        ElementBuffer<Object> buffer = new ElementBuffer<>(1 << 30, true);
        for (int i = 0; i < 1_000; i++) {
            buffer.add(i, i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, buffer.firstSize());
            assertEquals(i, buffer.take());
        }
        assertEquals(0, buffer.count());
        Reference.reachabilityFence(buffer);
    }

    @Test
    void whatIsWrongWithItIsNoticed() {
        ElementBuffer<Object> missing = new ElementBuffer<>(3, false);
        missing.add(null, 0);
        assertNoticed("place 0 of the ring holds null", missing);
        ElementBuffer<Object> full = new ElementBuffer<>(2, true);
        for (int i = 0; i < 3; i++) {
            full.add(i, 1);
        }
        assertNoticed("a ring of 2 places for at most 2 elements has 3", full);
    }

    private static void assertNoticed(String what, ElementBuffer<?> buffer) {
        String message = assertThrows(AssertionError.class, buffer::checkInvariants).getMessage();
        assertTrue(message.contains(what), message);
    }
}
