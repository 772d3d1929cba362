// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Two sides that hand a turn to one another by park and unpark. */
final class Baton {

    private static final WaitReason REASON = new WaitReason("await", "baton");

    private final AtomicReferenceArray<Parker> parkers = new AtomicReferenceArray<>(2);
    private volatile int turn;

    /** Waits for one's turn. */
    void take(int mine) throws InterruptedException {
        Parker parker = Parker.current();
        parkers.set(mine & 1, parker);
        while (turn != mine) {
            parker.checkStop();
            parker.park(REASON);
        }
    }

    /** Ends one's turn and wakes the other side. */
    void pass(int mine) {
        turn = mine + 1;
        Parker other = parkers.get(~mine & 1);
        if (other != null) {
            other.unpark();
        }
    }

    /** Takes every other turn; answers the sum of the turns taken. */
    long play(int side, int rounds) throws InterruptedException {
        long sum = 0;
        for (int mine = side; mine < rounds; mine += 2) {
            take(mine);
            sum += mine;
            pass(mine);
        }
        return sum;
    }

    /** What both sides together must have taken. */
    static long sumOf(int rounds) {
        return rounds * (rounds - 1L) / 2;
    }
}
