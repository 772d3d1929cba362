// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;

/**
 * Coroutines that were seen on one side of a channel: those that may end a wait on the other. For
 * dumps only: a few of them, held weakly. One that is known costs a comparison and writes nothing.
 * What races here loses a peer at worst.
 */
final class Peers {

    /** How many are known at most; the picture of a graph does not gain by more. */
    private static final int KEPT = 4;

    /** One of so many that are not known takes the place of one that lives. */
    private static final int REPLACED_EVERY = 128;

    /** Null until the first is seen: most channels of a large program are idle. */
    private volatile AtomicReferenceArray<WeakReference<Parker>> seen;

    private int strangers;

    /** Notes one that waits, or has ended a wait; threads are in no dump, and not noted. */
    void note(Parker parker) {
        AtomicReferenceArray<WeakReference<Parker>> all = seen;
        if (all != null) {
            for (int i = 0; i < KEPT; i++) {
                WeakReference<Parker> known = all.getAcquire(i);
                if (known != null && known.refersTo(parker)) {
                    return;
                }
            }
        }
        if (parker instanceof Coroutine<?>) {
            meet(parker, strangers++);
        }
    }

    /** Looks at one place for one that is not known: there, one that has ended makes room. */
    private void meet(Parker parker, int number) {
        AtomicReferenceArray<WeakReference<Parker>> all = array();
        boolean replaces = number % REPLACED_EVERY == REPLACED_EVERY - 1;
        int place = Math.floorMod(replaces ? number / REPLACED_EVERY : number, KEPT);
        if (replaces || living(all, place) == null) {
            all.setRelease(place, new WeakReference<>(parker));
        }
    }

    private AtomicReferenceArray<WeakReference<Parker>> array() {
        AtomicReferenceArray<WeakReference<Parker>> all = seen;
        if (all == null) {
            all = new AtomicReferenceArray<>(KEPT);
            seen = all;
        }
        return all;
    }

    /** The coroutine at a place, if there is one and it has not ended. */
    private static Coroutine<?> living(AtomicReferenceArray<WeakReference<Parker>> all, int place) {
        WeakReference<Parker> known = all.getAcquire(place);
        return known != null
                        && known.get() instanceof Coroutine<?> coroutine
                        && !coroutine.state().isDone()
                ? coroutine
                : null;
    }

    /** Those that live. */
    List<Coroutine<?>> list() {
        AtomicReferenceArray<WeakReference<Parker>> all = seen;
        if (all == null) {
            return List.of();
        }
        List<Coroutine<?>> living = new ArrayList<>(KEPT);
        for (int i = 0; i < KEPT; i++) {
            Coroutine<?> coroutine = living(all, i);
            if (coroutine != null) {
                living.add(coroutine);
            }
        }
        return living;
    }
}
