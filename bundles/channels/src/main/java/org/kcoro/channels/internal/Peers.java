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
 * dumps only: a few of them, held weakly, and asked for only where an operation waits, or ends the
 * wait of another. What races here loses a peer at worst.
 */
final class Peers {

    /** How many are known at most; the picture of a graph does not gain by more. */
    private static final int KEPT = 4;

    /** With so many known, one that is new takes the place of another at each so many sights. */
    private static final int REPLACED_EVERY = 64;

    /** Null until the first is seen: most channels of a large program are idle. */
    private volatile AtomicReferenceArray<WeakReference<Coroutine<?>>> seen;

    /** Where the last one was found. */
    private int last;

    /** The last one that has waited. */
    private WeakReference<Coroutine<?>> seenLast;

    private int sights;

    /** Notes one that waits. Nothing for a thread, which no dump shows. */
    void note(Parker parker) {
        WeakReference<Coroutine<?>> reference = seenLast;
        if (reference != null && isSame(reference, parker)) {
            return;
        }
        if (parker instanceof Coroutine<?> coroutine) {
            note(coroutine);
        }
    }

    @SuppressWarnings("unchecked") // asks only whether it is this object
    private static boolean isSame(WeakReference<? extends Coroutine<?>> reference, Object other) {
        return ((WeakReference<Object>) (WeakReference<?>) reference).refersTo(other);
    }

    /**
     * Notes the caller, if it is a coroutine. To ask for that costs something, so where the one
     * that was seen last still lives, only now and then.
     */
    void noteCaller() {
        if (++sights % REPLACED_EVERY == 0 || !isKnown(last)) {
            Coroutine<?> coroutine = Coroutine.current();
            if (coroutine != null) {
                note(coroutine);
            }
        }
    }

    private boolean isKnown(int index) {
        return get(index) != null;
    }

    /** The one that was seen at a place, if it lives. */
    private Coroutine<?> get(int index) {
        AtomicReferenceArray<WeakReference<Coroutine<?>>> all = seen;
        WeakReference<Coroutine<?>> reference = all == null ? null : all.getAcquire(index);
        Coroutine<?> coroutine = reference == null ? null : reference.get();
        return coroutine == null || coroutine.state().isDone() ? null : coroutine;
    }

    private void note(Coroutine<?> coroutine) {
        if (get(last) == coroutine) {
            return;
        }
        int free = -1;
        for (int i = 0; i < KEPT; i++) {
            Coroutine<?> known = get(i);
            if (known == coroutine) {
                last = i;
                seenLast = array().getAcquire(i);
                return;
            }
            if (known == null && free < 0) {
                free = i;
            }
        }
        if (free < 0 && ++sights % REPLACED_EVERY == 0) {
            free = (last + 1) % KEPT;
        }
        if (free >= 0) {
            WeakReference<Coroutine<?>> reference = new WeakReference<>(coroutine);
            array().setRelease(free, reference);
            last = free;
            seenLast = reference;
        }
    }

    private synchronized AtomicReferenceArray<WeakReference<Coroutine<?>>> array() {
        if (seen == null) {
            seen = new AtomicReferenceArray<>(KEPT);
        }
        return seen;
    }

    /** Those that live. */
    List<Coroutine<?>> list() {
        List<Coroutine<?>> all = new ArrayList<>(KEPT);
        for (int i = 0; i < KEPT; i++) {
            Coroutine<?> coroutine = get(i);
            if (coroutine != null) {
                all.add(coroutine);
            }
        }
        return all;
    }
}
