// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.Numbered;
import org.kcoro.channels.Seeded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ElementBufferTest {

    private record Entry(Numbered element, long size) {}

    /** By reference, and by value. */
    private static final List<FlyweightLayout<Numbered>> LAYOUTS =
            Arrays.asList(null, Numbered.LAYOUT);

    /** A buffer beside a plain queue that must always agree with it. */
    private static final class Pair {
        private final int capacity;
        private final FlyweightLayout<Numbered> layout;
        private final ElementBuffer<Numbered> buffer;
        private final ArrayDeque<Entry> model = new ArrayDeque<>();
        private long added;
        private long checks;

        Pair(int capacity, FlyweightLayout<Numbered> layout) {
            this.capacity = capacity;
            this.layout = layout;
            this.buffer = new ElementBuffer<>(capacity, true, layout);
        }

        void add() {
            Entry entry = new Entry(Numbered.of(added), added * 7);
            added++;
            buffer.add(entry.element(), entry.size());
            model.add(entry);
            check();
        }

        /** Puts the oldest back, as an abort does. */
        void takeAndReturn() {
            Entry entry = model.element();
            assertTaken(entry);
            buffer.addFirst(entry.element(), entry.size());
            check();
        }

        void take() {
            Entry entry = model.remove();
            assertEquals(entry.size(), buffer.firstSize());
            assertTaken(entry);
            check();
        }

        /** By value. */
        void addAll(int many) {
            Numbered[] all = new Numbered[many + 2];
            long[] sizes = new long[many + 1];
            for (int i = 0; i < many; i++) {
                Entry entry = new Entry(Numbered.of(added), added * 7);
                added++;
                all[i + 2] = entry.element();
                sizes[i + 1] = entry.size();
                model.add(entry);
            }
            buffer.addAll(all, 2, many, sizes, 1);
            check();
        }

        /** By value. */
        void takeAll(int many) {
            Numbered[] all = new Numbered[many + 2];
            Arrays.setAll(all, i -> buffer.newFlyweight());
            long bytes = buffer.takeAll(all, 2, many);
            for (int i = 0; i < many; i++) {
                Entry entry = model.remove();
                assertEquals(entry.element().number(), all[i + 2].number());
                bytes -= entry.size();
            }
            assertEquals(0, bytes);
            check();
        }

        private void assertTaken(Entry entry) {
            Numbered into = buffer.newFlyweight();
            Numbered taken = buffer.take(into);
            assertSame(layout == null ? entry.element() : into, taken);
            assertEquals(entry.element().number(), taken.number());
        }

        void drop() {
            model.remove();
            buffer.drop();
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
        for (FlyweightLayout<Numbered> layout : LAYOUTS) {
            Pair pair = new Pair(capacity, layout);
            for (int round = 0; round < 3; round++) {
                pair.fill(capacity);
                assertEquals(capacity, pair.buffer.count());
                pair.drain(0);
            }
        }
    }

    /** It grows while its contents lie around the end of the ring, at every place of the head. */
    @ParameterizedTest
    @ValueSource(ints = {16, 17, 31, 33, 100})
    void itGrowsWhereverTheHeadIs(int capacity) {
        for (FlyweightLayout<Numbered> layout : LAYOUTS) {
            for (int head = 0; head <= 16; head++) {
                grow(new Pair(capacity, layout), head);
            }
        }
    }

    private static void grow(Pair pair, int head) {
        for (int i = 0; i < head; i++) {
            pair.add();
            pair.take();
        }
        pair.fill(pair.capacity);
        pair.drain(0);
        pair.fill(Math.min(pair.capacity, 5));
        pair.drain(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 20, 33, 64, 1_000})
    void itDoesWhatAQueueDoes(int capacity) {
        for (FlyweightLayout<Numbered> layout : LAYOUTS) {
            Seeded.run(random -> compare(new Pair(capacity, layout), random));
        }
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
                if (random.nextBoolean()) {
                    pair.take();
                } else {
                    pair.drop();
                }
            }
        }
        pair.drain(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 20, 33, 64, 10_000})
    void manyAtOnceAreAsManyOneAfterAnother(int capacity) {
        Seeded.run(
                random -> {
                    Pair pair = new Pair(capacity, Numbered.LAYOUT);
                    for (int i = 0; i < 300; i++) {
                        pair.addAll(random.nextInt(capacity - pair.buffer.count() + 1));
                        if (random.nextBoolean() && pair.buffer.count() < capacity) {
                            pair.add();
                        }
                        pair.takeAll(random.nextInt(pair.buffer.count() + 1));
                        if (random.nextBoolean() && pair.buffer.count() > 0) {
                            pair.takeAndReturn();
                            pair.take();
                        }
                    }
                    pair.takeAll(pair.buffer.count());
                });
    }

    /** What a burst has taken is given back, and the ring goes on. */
    @Test
    void itShrinksWhenDrained() {
        for (FlyweightLayout<Numbered> layout : LAYOUTS) {
            Pair pair = new Pair(1 << 20, layout);
            for (int round = 0; round < 3; round++) {
                pair.fill(20_000);
                pair.drain(0);
                pair.fill(10);
                pair.drain(0);
            }
        }
    }

    /** A huge capacity takes no memory before it is used. */
    @Test
    void itTakesRoomAsItFills() {
        ElementBuffer<Object> buffer = new ElementBuffer<>(1 << 30, true, null);
        for (int i = 0; i < 1_000; i++) {
            buffer.add(i, i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, buffer.firstSize());
            assertEquals(i, buffer.take(null));
        }
        assertEquals(0, buffer.count());
        Reference.reachabilityFence(buffer);
    }

    /** What an array cannot hold is an error, and the ring is as before. */
    @Test
    void itIsNoLongerThanAnArray() {
        FlyweightLayout<Numbered> huge =
                new Numbered.Layout() {
                    @Override
                    public int words() {
                        return Integer.MAX_VALUE;
                    }
                };
        ElementBuffer<Numbered> buffer = new ElementBuffer<>(Integer.MAX_VALUE, true, huge);
        String message =
                assertThrows(OutOfMemoryError.class, () -> buffer.add(Numbered.of(1), 1))
                        .getMessage();
        assertTrue(message.contains("no more than 0 elements of 2147483647 words"), message);
        assertEquals(0, buffer.count());
        buffer.checkInvariants();
    }

    @Test
    void whatIsWrongWithItIsNoticed() {
        ElementBuffer<Object> missing = new ElementBuffer<>(3, false, null);
        missing.add(null, 0);
        assertNoticed("place 0 of the ring holds null", missing);
        ElementBuffer<Object> full = new ElementBuffer<>(2, true, null);
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
