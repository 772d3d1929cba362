// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** The children of an actor. */
final class Children {

    private final String parentPath;
    private final WaitReason reason;

    // Guarded by this. A name is free again when its actor has ended; the parent waits until that
    // one
    // has told everybody, too.
    private final Map<String, LocalActor<?>> byName = new HashMap<>();
    private final Set<LocalActor<?>> all = new LinkedHashSet<>();

    /** The parent while it waits for their end. */
    private volatile Parker waiting;

    Children(String parentPath) {
        this.parentPath = parentPath;
        this.reason =
                new WaitReason("end", "children of actor " + parentPath, true, this::coroutines);
    }

    /**
     * @throws IllegalArgumentException when there is one of that name
     */
    synchronized void add(LocalActor<?> child) {
        LocalActor<?> same = byName.get(child.name());
        if (same != null && !same.isTerminated()) {
            throw new IllegalArgumentException(
                    "actor "
                            + parentPath
                            + " has a child "
                            + child.name()
                            + " already; names of living children differ");
        }
        byName.put(child.name(), child);
        all.add(child);
    }

    /** The last step of a child. */
    void remove(LocalActor<?> child) {
        synchronized (this) {
            byName.remove(child.name(), child);
            all.remove(child);
        }
        Parker parent = waiting;
        if (parent != null) {
            parent.unpark();
        }
    }

    /** Those that have not ended. */
    List<LocalActor<?>> living() {
        List<LocalActor<?>> living = list();
        living.removeIf(LocalActor::isTerminated);
        return living;
    }

    private synchronized List<LocalActor<?>> list() {
        return new ArrayList<>(all);
    }

    private synchronized boolean isEmpty() {
        return all.isEmpty();
    }

    private List<Coroutine<?>> coroutines() {
        List<Coroutine<?>> coroutines = new ArrayList<>();
        list().stream()
                .map(LocalActor::coroutine)
                .filter(Objects::nonNull)
                .forEach(coroutines::add);
        return coroutines;
    }

    /**
     * Ends them and waits for that, whatever happens: no child outlives its parent.
     *
     * @param orderly whether by a stop, until the parent is asked to stop itself; else by a cancel
     */
    void end(boolean orderly, BooleanSupplier isStopRequested) {
        if (isEmpty()) {
            return;
        }
        Parker parker = Parker.current();
        waiting = parker;
        Consumer<LocalActor<?>> cancel = child -> child.cancel("its parent has ended");
        boolean cancelled = !orderly;
        list().forEach(cancelled ? cancel : LocalActor::stop);
        while (!isEmpty()) {
            if (!cancelled && isStopRequested.getAsBoolean()) {
                cancelled = true;
                list().forEach(cancel);
            }
            parker.park(reason);
        }
        waiting = null;
    }
}
