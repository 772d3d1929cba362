// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

/**
 * A ring of elements and their sizes, bounded by a capacity that need not be a power of two. It
 * grows towards the capacity as it fills. Guarded by the channel's lock.
 */
final class ElementBuffer<E> {

    private static final int INITIAL_LENGTH = 16;

    private final int capacity;
    private Object[] elements;
    private long[] sizes;
    private int head;
    private int count;

    ElementBuffer(int capacity) {
        this.capacity = capacity;
        elements = new Object[Math.min(capacity, INITIAL_LENGTH)];
        sizes = new long[elements.length];
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == capacity;
    }

    /** Adds at the tail; the caller has seen that it is not full. */
    void add(E element, long size) {
        if (count == elements.length) {
            grow();
        }
        int tail = head + count;
        if (tail >= elements.length) {
            tail -= elements.length;
        }
        elements[tail] = element;
        sizes[tail] = size;
        count++;
    }

    private void grow() {
        int length = (int) Math.min(capacity, 2L * elements.length);
        int untilEnd = elements.length - head;
        Object[] newElements = new Object[length];
        long[] newSizes = new long[length];
        System.arraycopy(elements, head, newElements, 0, untilEnd);
        System.arraycopy(sizes, head, newSizes, 0, untilEnd);
        System.arraycopy(elements, 0, newElements, untilEnd, head);
        System.arraycopy(sizes, 0, newSizes, untilEnd, head);
        elements = newElements;
        sizes = newSizes;
        head = 0;
    }

    /** The size of the oldest element; the caller has seen that there is one. */
    long firstSize() {
        return sizes[head];
    }

    /** Takes the oldest element; the caller has seen that there is one. */
    E take() {
        @SuppressWarnings("unchecked") // only add() writes
        E element = (E) elements[head];
        elements[head] = null;
        head = head + 1 == elements.length ? 0 : head + 1;
        count--;
        return element;
    }
}
