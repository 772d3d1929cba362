// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.FlyweightLayout;

/**
 * A ring of elements and their sizes, bounded by a capacity that need not be a power of two. It
 * grows towards the capacity as it fills, and gives the memory of a burst back when it is drained.
 * Guarded by the channel's lock.
 *
 * <p>It is the one place that knows how a channel keeps its elements: by reference, or by value
 * where there is a layout. By value, whoever takes an element says into which flyweight; by
 * reference that is null.
 */
final class ElementBuffer<E> {

    private static final int INITIAL_LENGTH = 16;

    /** A drained ring longer than this is replaced. */
    private static final int KEPT_LENGTH = 1 << 12;

    /** What an array can have in every virtual machine. */
    private static final int MAX_WORDS = Integer.MAX_VALUE - 8;

    private final int capacity;

    /** How many places there can be; less than the capacity where an array cannot hold that. */
    private final int maxLength;

    /** Null by reference. */
    private final FlyweightLayout<E> layout;

    /** How many words an element takes; 0 by reference. */
    private final int words;

    /** How many places there are. */
    private int length;

    /** Null by value. */
    private Object[] elements;

    /** Null by reference. */
    private long[] values;

    /** Null when sizes are not kept: all are 0. */
    private long[] sizes;

    private int head;
    private int count;

    /**
     * @param keepsSizes whether elements have sizes
     * @param layout how elements are kept by value; null to keep them by reference
     */
    ElementBuffer(int capacity, boolean keepsSizes, FlyweightLayout<E> layout) {
        this.capacity = capacity;
        this.layout = layout;
        this.words = layout == null ? 0 : layout.words();
        this.maxLength = layout == null ? capacity : Math.min(capacity, maxCapacity(words));
        this.length = Math.min(maxLength, INITIAL_LENGTH);
        this.elements = layout == null ? new Object[length] : null;
        this.values = layout == null ? null : new long[length * words];
        this.sizes = keepsSizes ? new long[length] : null;
    }

    /** How many elements of so many words a ring can hold at most. */
    static int maxCapacity(int words) {
        return MAX_WORDS / words;
    }

    int count() {
        return count;
    }

    // Handing elements over.

    /**
     * What an element can be taken into that no receiver has a flyweight for; null by reference.
     */
    E newFlyweight() {
        return layout == null ? null : layout.newFlyweight();
    }

    /** An element that goes from a sender to a receiver; by value it is {@code into} afterwards. */
    E move(E from, E into) {
        if (layout == null) {
            return from;
        }
        layout.copy(from, into);
        return into;
    }

    // The ring.

    /** Adds at the tail; the caller has seen that there is room. */
    void add(E element, long size) {
        if (count == length) {
            grow();
        }
        int tail = head + count;
        put(tail >= length ? tail - length : tail, element, size);
    }

    /** Adds at the head; the caller has seen that there is room. */
    void addFirst(E element, long size) {
        if (count == length) {
            grow();
        }
        head = head == 0 ? length - 1 : head - 1;
        put(head, element, size);
    }

    /**
     * Adds so many flyweights at the tail; the caller has seen that there is room. Only by value.
     *
     * @param from the flyweights, from {@code first} on
     * @param theirSizes of those, from {@code firstSize} on; null when sizes are not kept
     * @return the sum of their sizes
     */
    long addAll(E[] from, int first, int many, long[] theirSizes, int firstSize) {
        long bytes = 0;
        while (length - count < many) {
            grow();
        }
        int tail = head + count;
        int index = tail >= length ? tail - length : tail;
        for (int i = 0; i < many; i++) {
            layout.store(from[first + i], values, index * words);
            if (theirSizes != null) {
                sizes[index] = theirSizes[firstSize + i];
                bytes += sizes[index];
            }
            index = index + 1 == length ? 0 : index + 1;
        }
        count += many;
        return bytes;
    }

    /**
     * Takes so many of the oldest elements; the caller has seen that there are as many. Only by
     * value.
     *
     * @param into the flyweights that they are loaded into, from {@code first} on
     * @return the sum of their sizes
     */
    long takeAll(E[] into, int first, int many) {
        long bytes = 0;
        int index = head;
        for (int i = 0; i < many; i++) {
            layout.load(values, index * words, into[first + i]);
            if (sizes != null) {
                bytes += sizes[index];
            }
            index = index + 1 == length ? 0 : index + 1;
        }
        head = index;
        count -= many;
        shrink();
        return bytes;
    }

    private void put(int index, E element, long size) {
        if (layout == null) {
            elements[index] = element;
        } else {
            layout.store(element, values, index * words);
        }
        if (sizes != null) {
            sizes[index] = size;
        }
        count++;
    }

    private void grow() {
        if (length == maxLength && maxLength < capacity) {
            throw new OutOfMemoryError(
                    "an array holds no more than " + length + " elements of " + words + " words");
        }
        resize((int) Math.min(maxLength, 2L * length));
    }

    private void resize(int newLength) {
        // All memory first: where there is too little, the ring is as before.
        Object[] newElements = layout == null ? new Object[newLength] : null;
        long[] newValues = layout == null ? null : new long[newLength * words];
        long[] newSizes = sizes == null ? null : new long[newLength];
        if (layout == null) {
            unroll(elements, newElements, 1);
        } else {
            unroll(values, newValues, words);
        }
        if (sizes != null) {
            unroll(sizes, newSizes, 1);
        }
        elements = newElements;
        values = newValues;
        sizes = newSizes;
        length = newLength;
        head = 0;
    }

    /** Copies what is in use from one array to another, the oldest first. */
    private void unroll(Object from, Object to, int width) {
        int untilEnd = Math.min(count, length - head);
        System.arraycopy(from, head * width, to, 0, untilEnd * width);
        System.arraycopy(from, 0, to, untilEnd * width, (count - untilEnd) * width);
    }

    /** The size of the oldest element; the caller has seen that there is one. */
    long firstSize() {
        return sizes == null ? 0 : sizes[head];
    }

    /**
     * Takes the oldest element; the caller has seen that there is one.
     *
     * @param into the flyweight that it is loaded into, and which is answered; null by reference
     */
    E take(E into) {
        E element;
        if (layout == null) {
            @SuppressWarnings("unchecked") // only put() writes
            E kept = (E) elements[head];
            element = kept;
            elements[head] = null;
        } else {
            layout.load(values, head * words, into);
            element = into;
        }
        skip();
        return element;
    }

    private void skip() {
        head = head + 1 == length ? 0 : head + 1;
        count--;
        shrink();
    }

    private void shrink() {
        if (count == 0 && length > KEPT_LENGTH && capacity > KEPT_LENGTH) {
            // Half each time: a ring that fills again and again keeps what it needs.
            resize(length / 2);
        }
    }

    /**
     * Drops the oldest element, which nobody wants to see; the caller has seen that there is one.
     */
    void drop() {
        if (layout == null) {
            elements[head] = null;
        }
        skip();
    }

    /**
     * For tests.
     *
     * @throws AssertionError when it has more elements than places, one of them is missing, or an
     *     empty place keeps one
     */
    void checkInvariants() {
        if (count < 0
                || count > length
                || length > capacity
                || head < 0
                || head > Math.max(0, length - 1)) {
            throw new AssertionError(
                    "a ring of %d places for at most %d elements has %d from %d on"
                            .formatted(length, capacity, count, head));
        }
        if (sizes != null && sizes.length != length) {
            throw new AssertionError(sizes.length + " sizes for " + length + " places");
        }
        if (layout != null) {
            if (values.length != length * words) {
                throw new AssertionError(values.length + " words for " + length + " places");
            }
            return;
        }
        if (elements.length != length) {
            throw new AssertionError(elements.length + " references for " + length + " places");
        }
        for (int i = 0; i < length; i++) {
            int behindHead = i >= head ? i - head : i - head + length;
            if (behindHead < count != (elements[i] != null)) {
                throw new AssertionError("place " + i + " of the ring holds " + elements[i]);
            }
        }
    }
}
