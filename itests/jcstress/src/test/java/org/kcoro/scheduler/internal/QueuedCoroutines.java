// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/** Coroutines that are never started and stand in queues, numbered from 1. */
final class QueuedCoroutines {

    private static final LaunchedCoroutine<?>[] ALL =
            new LaunchedCoroutine<?>[LocalQueue.CAPACITY + 2];

    static {
        for (int i = 1; i < ALL.length; i++) {
            ALL[i] =
                    new LaunchedCoroutine<>(
                            null,
                            null,
                            new Contextless(),
                            null,
                            LaunchOptions.named(Integer.toString(i)),
                            () -> null);
        }
    }

    private QueuedCoroutines() {}

    static LaunchedCoroutine<?> get(int number) {
        return ALL[number];
    }

    /** The number of a coroutine; 0 of none. */
    static int number(LaunchedCoroutine<?> coroutine) {
        return coroutine == null ? 0 : Integer.parseInt(coroutine.name());
    }

    /** A switcher that makes nothing, for what is never run. */
    private static final class Contextless implements ContextSwitcher {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public boolean migrates() {
            return true;
        }

        @Override
        public Context newContext(ContextOwner owner) {
            return null;
        }
    }
}
