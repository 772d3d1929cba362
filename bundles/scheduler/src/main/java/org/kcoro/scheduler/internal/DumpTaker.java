// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineDump;
import org.kcoro.scheduler.CoroutineDump.Entry;
import org.kcoro.scheduler.CoroutineDump.Key;
import org.kcoro.scheduler.WaitReason;

/**
 * Takes a dump beside the running workers.
 *
 * <p>A deadlock is claimed only if it is one. A cycle is found in what was seen of its members one
 * after another, which may never have been true at once. So the edges of the cycle are looked at
 * again, and after that each member must still be in the wait, by its number, in which it was seen
 * before: then all were in it while the edges were looked at, and none can leave it but by another.
 */
final class DumpTaker {

    /** A wait without a deadline, as it was seen. */
    private record Wait(LaunchedCoroutine<?> coroutine, long number, List<Coroutine<?>> owners) {}

    private final Map<LaunchedCoroutine<?>, Wait> definite = new HashMap<>();
    private final boolean stacks;

    private DumpTaker(boolean stacks) {
        this.stacks = stacks;
    }

    static CoroutineDump take(String scheduler, List<LaunchedCoroutine<?>> live, boolean stacks) {
        DumpTaker taker = new DumpTaker(stacks);
        List<Entry> entries = new ArrayList<>(live.size());
        for (LaunchedCoroutine<?> coroutine : live) {
            entries.add(taker.see(coroutine));
        }
        entries.sort(
                Comparator.comparing((Entry e) -> e.key().owner())
                        .thenComparingLong(e -> e.key().id()));
        return new CoroutineDump(scheduler, entries, taker.deadlocks());
    }

    private Entry see(LaunchedCoroutine<?> coroutine) {
        long number = coroutine.waitNumber();
        WaitReason reason = coroutine.waitReason();
        List<Coroutine<?>> owners = List.of();
        if (reason != null) {
            owners = ownersOf(coroutine, reason);
            if (reason.definite() && coroutine.waitsWithoutDeadline(number)) {
                definite.put(coroutine, new Wait(coroutine, number, owners));
            }
        }
        List<Key> keys = new ArrayList<>();
        for (Coroutine<?> owner : owners) {
            if (owner instanceof LaunchedCoroutine<?> launched) {
                keys.add(launched.key());
            }
        }
        return new Entry(
                coroutine.key(),
                coroutine.name(),
                coroutine.state(),
                reason,
                keys,
                stack(coroutine));
    }

    /**
     * Without itself: a peer that may end a wait is never the one who waits, and one that owns what
     * it waits for was handed it, and is about to be woken.
     */
    private static List<Coroutine<?>> ownersOf(LaunchedCoroutine<?> waiting, WaitReason reason) {
        try {
            List<Coroutine<?>> owners = new ArrayList<>(reason.owners().get());
            owners.remove(waiting);
            return owners;
        } catch (RuntimeException e) {
            // It is somebody else's code; a dump is taken when things go wrong.
            return List.of();
        }
    }

    private List<StackTraceElement> stack(LaunchedCoroutine<?> coroutine) {
        return stacks ? Arrays.asList(coroutine.stack()) : List.of();
    }

    // Deadlocks.

    private List<List<Key>> deadlocks() {
        List<List<Key>> cycles = new ArrayList<>();
        Set<LaunchedCoroutine<?>> done = new HashSet<>();
        for (Wait wait : definite.values()) {
            List<Wait> cycle = cycleFrom(wait, done);
            if (!cycle.isEmpty() && isDeadlock(cycle)) {
                cycles.add(cycle.stream().map(w -> w.coroutine().key()).toList());
            }
        }
        return cycles;
    }

    private static boolean isDeadlock(List<Wait> cycle) {
        for (int i = 0; i < cycle.size(); i++) {
            LaunchedCoroutine<?> coroutine = cycle.get(i).coroutine();
            WaitReason reason = coroutine.waitReason();
            Wait next = cycle.get((i + 1) % cycle.size());
            if (reason == null || !ownersOf(coroutine, reason).contains(next.coroutine())) {
                return false;
            }
        }
        return cycle.stream().allMatch(w -> w.coroutine().waitsWithoutDeadline(w.number()));
    }

    /** Walks depth first, by hand: a chain may be longer than a stack is deep. */
    private List<Wait> cycleFrom(Wait start, Set<LaunchedCoroutine<?>> done) {
        List<Wait> path = new ArrayList<>();
        List<Integer> next = new ArrayList<>();
        Map<LaunchedCoroutine<?>, Integer> onPath = new HashMap<>();
        push(start, path, next, onPath, done);
        while (!path.isEmpty()) {
            int last = path.size() - 1;
            Wait wait = path.get(last);
            int index = next.get(last);
            if (index == wait.owners().size()) {
                path.remove(last);
                next.remove(last);
                onPath.remove(wait.coroutine());
                continue;
            }
            next.set(last, index + 1);
            Wait owner = definite.get(wait.owners().get(index));
            if (owner == null) {
                continue;
            }
            Integer at = onPath.get(owner.coroutine());
            if (at != null) {
                return List.copyOf(path.subList(at, path.size()));
            }
            push(owner, path, next, onPath, done);
        }
        return List.of();
    }

    private static void push(
            Wait wait,
            List<Wait> path,
            List<Integer> next,
            Map<LaunchedCoroutine<?>, Integer> onPath,
            Set<LaunchedCoroutine<?>> done) {
        if (done.add(wait.coroutine())) {
            onPath.put(wait.coroutine(), path.size());
            path.add(wait);
            next.add(0);
        }
    }
}
