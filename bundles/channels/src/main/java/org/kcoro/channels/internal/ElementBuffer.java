// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

/**
 * A ring of elements and their sizes, bounded by a capacity that need not be a power of two. It
 * grows towards the capacity as it fills, and gives the memory of a burst back when it is drained.
 * Guarded by the channel's lock.
 */
final class ElementBuffer<E> {

    private static final int INITIAL_LENGTH = 16;

    /** A drained ring longer than this is replaced. */
    private static final int KEPT_LENGTH = 1 << 12;

    private final int capacity;
    private Object[] elements;

    /** Null when sizes are not kept: all are 0. */
    private long[] sizes;

    private int head;
    private int count;

    /**
     * @param keepsSizes whether elements have sizes
     */
    ElementBuffer(int capacity, boolean keepsSizes) {
        this.capacity = capacity;
        elements = new Object[Math.min(capacity, INITIAL_LENGTH)];
        sizes = keepsSizes ? new long[elements.length] : null;
    }

    int count() {
        return count;
    }

    /** Adds at the tail; the caller has seen that there is room. */
    void add(E element, long size) {
        if (count == elements.length) {
            resize((int) Math.min(capacity, 2L * elements.length));
        }
        int tail = head + count;
        put(tail >= elements.length ? tail - elements.length : tail, element, size);
    }

    /** Adds at the head; the caller has seen that there is room. */
    void addFirst(E element, long size) {
        if (count == elements.length) {
            resize((int) Math.min(capacity, 2L * elements.length));
        }
        head = head == 0 ? elements.length - 1 : head - 1;
        put(head, element, size);
    }

    private void put(int index, E element, long size) {
        elements[index] = element;
        if (sizes != null) {
            sizes[index] = size;
        }
        count++;
    }

    private void resize(int length) {
        Object[] newElements = new Object[length];
        long[] newSizes = sizes == null ? null : new long[length];
        int untilEnd = Math.min(count, elements.length - head);
        System.arraycopy(elements, head, newElements, 0, untilEnd);
        System.arraycopy(elements, 0, newElements, untilEnd, count - untilEnd);
        if (sizes != null) {
            System.arraycopy(sizes, head, newSizes, 0, untilEnd);
            System.arraycopy(sizes, 0, newSizes, untilEnd, count - untilEnd);
        }
        elements = newElements;
        sizes = newSizes;
        head = 0;
    }

    /** The size of the oldest element; the caller has seen that there is one. */
    long firstSize() {
        return sizes == null ? 0 : sizes[head];
    }

    /** Takes the oldest element; the caller has seen that there is one. */
    E take() {
        @SuppressWarnings("unchecked") // only put() writes
        E element = (E) elements[head];
        elements[head] = null;
        head = head + 1 == elements.length ? 0 : head + 1;
        count--;
        if (count == 0 && elements.length > KEPT_LENGTH && capacity > KEPT_LENGTH) {
            shrink();
        }
        return element;
    }

    private void shrink() {
        // Half each time: a ring that fills again and again keeps what it needs.
        resize(elements.length / 2);
    }

    /**
     * For tests.
     *
     * @throws AssertionError when it has more elements than places, one of them is missing, or an
     *     empty place keeps one
     */
    void checkInvariants() {
        int length = elements.length;
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
        for (int i = 0; i < length; i++) {
            int behindHead = i >= head ? i - head : i - head + length;
            if (behindHead < count != (elements[i] != null)) {
                throw new AssertionError("place " + i + " of the ring holds " + elements[i]);
            }
        }
    }
}
