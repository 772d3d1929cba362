// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.kcoro.actors.Terminated;
import org.kcoro.scheduler.CancellationToken;

/** What is run once when an actor has ended. Thread-safe; the actions run outside its lock. */
final class EndActions {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.actors");

    /** One call, by its identity: the same action may be there twice. */
    private final class Entry implements CancellationToken.Registration {
        private final Consumer<? super Terminated> action;

        Entry(Consumer<? super Terminated> action) {
            this.action = action;
        }

        @Override
        public void close() {
            synchronized (EndActions.this) {
                entries.remove(this);
            }
        }
    }

    // Guarded by this.
    private final Set<Entry> entries = new LinkedHashSet<>();
    private Terminated end;

    CancellationToken.Registration add(Consumer<? super Terminated> action) {
        Entry entry = new Entry(action);
        synchronized (this) {
            if (end == null) {
                entries.add(entry);
                return entry;
            }
        }
        run(entry, end);
        return CancellationToken.Registration.NONE;
    }

    /** Runs those that were added; from now on one that is added runs at once. */
    void run(Terminated terminated) {
        List<Entry> taken;
        synchronized (this) {
            end = terminated;
            taken = new ArrayList<>(entries);
            entries.clear();
        }
        for (Entry entry : taken) {
            run(entry, terminated);
        }
    }

    private static void run(Entry entry, Terminated terminated) {
        try {
            entry.action.accept(terminated);
        } catch (Throwable e) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "actor " + terminated.actor().path() + ": an action at its end has failed",
                    e);
        }
    }
}
