// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.kcoro.simulation.ChoiceStrategy;

/** The highest priority runs; at a number of random choices that thread becomes the lowest. */
public final class PriorityChoice implements ChoiceStrategy.Chooser {

    private final RandomGenerator random;
    private final Set<Integer> changes = new HashSet<>();
    private final Map<Integer, Integer> priorities = new HashMap<>();
    private int choices;
    private int lowest = -1;

    public PriorityChoice(RandomGenerator random, int changes, int horizon) {
        this.random = random;
        for (int i = 0; i < changes; i++) {
            this.changes.add(random.nextInt(horizon));
        }
    }

    @Override
    public int choose(int current, int[] runnable) {
        int highest = highest(runnable);
        if (changes.remove(choices++)) {
            priorities.put(runnable[highest], lowest--);
            highest = highest(runnable);
        }
        return highest;
    }

    private int highest(int[] runnable) {
        int highest = 0;
        for (int i = 1; i < runnable.length; i++) {
            if (priority(runnable[i]) > priority(runnable[highest])) {
                highest = i;
            }
        }
        return highest;
    }

    private int priority(int thread) {
        return priorities.computeIfAbsent(thread, t -> random.nextInt(Integer.MAX_VALUE));
    }
}
