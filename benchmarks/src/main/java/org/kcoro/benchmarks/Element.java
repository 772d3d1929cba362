// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks;

/** What is sent over channels: made beforehand, so that a message costs no allocation. */
public final class Element {

    /** Follows the last element of a sender; it counts nothing. */
    public static final Element LAST = new Element(0);

    private static final int DISTINCT = 1024;
    private static final Element[] ALL = new Element[DISTINCT];

    static {
        for (int i = 0; i < DISTINCT; i++) {
            ALL[i] = new Element(i + 1);
        }
    }

    private final int number;

    private Element(int number) {
        this.number = number;
    }

    /** The one that is sent as the {@code index}th, from 0. */
    public static Element of(int index) {
        return ALL[index & DISTINCT - 1];
    }

    /** Positive, so that no loss and no duplicate leaves a sum as it was. */
    public int number() {
        return number;
    }

    /** The sum of the numbers of the first {@code count}. */
    public static long sum(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += of(i).number;
        }
        return sum;
    }
}
