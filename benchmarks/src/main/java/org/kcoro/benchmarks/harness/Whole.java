// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.Work;

/** Has a subject do a work, and sees to it that it did the whole of it. */
final class Whole {

    /**
     * On {@link Work#MPMC_4X4} and on payloads as many as there are receivers; each has its share.
     */
    static final int SENDERS = 4;

    private Whole() {}

    /**
     * Does a work once.
     *
     * @throws IllegalStateException when something was lost or came twice
     */
    static void run(Subject subject, Work work, int size) throws Exception {
        switch (work) {
            case SWITCH -> subject.switches(size);
            case SPAWN -> subject.spawn(size);
            case SKYNET -> expect(work, (long) size * (size - 1) / 2, subject.skynet(size));
            case PARKED_BYTES -> subject.park(size);
            case CONFLATED -> {
                long sum = subject.exchange(work, size);
                if (sum < 0 || sum > Element.sum(size)) {
                    throw fault(work, "at most " + Element.sum(size), sum);
                }
            }
            case SELECT_2 -> expect(work, shares(2, size), subject.exchange(work, size));
            case MPMC_4X4 -> expect(work, shares(SENDERS, size), subject.exchange(work, size));
            case DESCRIPTORS_4X4, DESCRIPTORS_4X4_BATCHED ->
                    expect(work, 2 * shares(SENDERS, size), subject.payloads(work, size));
            case IPC_RTT, IPC_PIPELINED ->
                    expect(work, Element.sum(size), subject.bridge(work, size));
            case NATIVE_SWITCH -> expect(work, size, subject.nativeSwitches(size));
            default -> expect(work, Element.sum(size), subject.exchange(work, size));
        }
    }

    private static long shares(int senders, int size) {
        return senders * Element.sum(size / senders);
    }

    private static void expect(Work work, long expected, long sum) {
        if (sum != expected) {
            throw fault(work, Long.toString(expected), sum);
        }
    }

    private static IllegalStateException fault(Work work, String expected, long sum) {
        return new IllegalStateException(
                "work %s: the sum of what arrived is %d and not %s; something was lost or came twice"
                        .formatted(work.label(), sum, expected));
    }
}
