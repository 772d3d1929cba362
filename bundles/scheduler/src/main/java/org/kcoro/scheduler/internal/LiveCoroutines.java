// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.kcoro.scheduler.Coroutine;

/**
 * Holds the coroutines of one scheduler until they run nothing any more: a parked one may be
 * reachable from nowhere else. Thread-safe.
 *
 * <p>Stripes of doubly linked lists, each under its own lock, joined through the coroutines
 * themselves: adding and removing allocate nothing, and workers rarely meet.
 */
final class LiveCoroutines {

    private static final int STRIPES = 16;

    /** One list. Guarded by itself. */
    private static final class Stripe {
        private LaunchedCoroutine<?> first;
        private long added;
        private long refused;
    }

    private final Stripe[] stripes = new Stripe[STRIPES];

    LiveCoroutines() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /**
     * Adds one and answers its id, which no other one in here ever has.
     *
     * @param hint any number; the same for those that one worker adds
     */
    long add(LaunchedCoroutine<?> coroutine, int hint) {
        int index = hint & (STRIPES - 1);
        Stripe stripe = stripes[index];
        coroutine.stripe = index;
        synchronized (stripe) {
            LaunchedCoroutine<?> next = stripe.first;
            coroutine.nextLive = next;
            if (next != null) {
                next.previousLive = coroutine;
            }
            stripe.first = coroutine;
            return stripe.added++ * STRIPES + index + 1;
        }
    }

    void remove(LaunchedCoroutine<?> coroutine) {
        Stripe stripe = stripes[coroutine.stripe];
        synchronized (stripe) {
            unlink(stripe, coroutine);
        }
    }

    /** Removes one that was never launched: it does not count. */
    void refuse(LaunchedCoroutine<?> coroutine) {
        Stripe stripe = stripes[coroutine.stripe];
        synchronized (stripe) {
            stripe.refused++;
            unlink(stripe, coroutine);
        }
    }

    private static void unlink(Stripe stripe, LaunchedCoroutine<?> coroutine) {
        LaunchedCoroutine<?> previous = coroutine.previousLive;
        LaunchedCoroutine<?> next = coroutine.nextLive;
        if (previous == null) {
            stripe.first = next;
        } else {
            previous.nextLive = next;
        }
        if (next != null) {
            next.previousLive = previous;
        }
        coroutine.previousLive = null;
        coroutine.nextLive = null;
    }

    /** Whether there was a moment at which none was in here. */
    boolean isEmpty() {
        // One may launch another and end between the looks at their stripes.
        long before;
        long after = launches();
        do {
            before = after;
            for (Stripe stripe : stripes) {
                synchronized (stripe) {
                    if (stripe.first != null) {
                        return false;
                    }
                }
            }
            after = launches();
        } while (before != after);
        return true;
    }

    private long launches() {
        long launches = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                launches += stripe.added;
            }
        }
        return launches;
    }

    /** Those that have not ended, each stripe at one moment. */
    List<LaunchedCoroutine<?>> list() {
        List<LaunchedCoroutine<?>> live = new ArrayList<>();
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                forEachLive(stripe, live::add);
            }
        }
        return live;
    }

    /** How many were launched, and how many of these have ended. */
    long[] submittedAndCompleted() {
        long submitted = 0;
        long[] live = new long[1];
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                submitted += stripe.added - stripe.refused;
                forEachLive(stripe, coroutine -> live[0]++);
            }
        }
        return new long[] {submitted, submitted - live[0]};
    }

    private static void forEachLive(Stripe stripe, Consumer<? super LaunchedCoroutine<?>> action) {
        for (LaunchedCoroutine<?> each = stripe.first; each != null; each = each.nextLive) {
            if (!each.state().isDone()) {
                action.accept(each);
            }
        }
    }

    /** Those that have not ended, as users see them. */
    List<Coroutine<?>> handles() {
        return List.copyOf(list());
    }
}
