// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.simulation.internal.SimulatedThread.State;

/** The threads of a machine that were started, by their numbers. Guarded by the machine. */
final class ThreadTable {

    private final List<SimulatedThread> threads = new ArrayList<>();

    /** Adds one that can run. */
    void add(SimulatedThread thread) {
        thread.number = threads.size();
        thread.state = State.RUNNABLE;
        threads.add(thread);
    }

    SimulatedThread get(int number) {
        return threads.get(number);
    }

    List<SimulatedThread> list() {
        return List.copyOf(threads);
    }

    /** The numbers of those that can run, in ascending order. */
    int[] runnable() {
        int count = 0;
        for (SimulatedThread thread : threads) {
            if (thread.state == State.RUNNABLE) {
                count++;
            }
        }
        int[] runnable = new int[count];
        for (int i = threads.size() - 1; count > 0; i--) {
            if (threads.get(i).state == State.RUNNABLE) {
                runnable[--count] = i;
            }
        }
        return runnable;
    }

    /** The one that waits with the earliest deadline, or null. */
    SimulatedThread earliest() {
        SimulatedThread earliest = null;
        for (SimulatedThread thread : threads) {
            if (thread.state == State.WAITING
                    && thread.timed
                    && (earliest == null || thread.deadlineNanos - earliest.deadlineNanos < 0)) {
                earliest = thread;
            }
        }
        return earliest;
    }

    /** Wakes those whose deadline has come. */
    void wakeDue(long now) {
        for (SimulatedThread thread : threads) {
            if (thread.state == State.WAITING && thread.timed && thread.deadlineNanos - now <= 0) {
                thread.wake();
            }
        }
    }

    /** One that has not ended, or null. */
    SimulatedThread firstLeft() {
        for (SimulatedThread thread : threads) {
            if (thread.state != State.ENDED) {
                return thread;
            }
        }
        return null;
    }

    /** Every thread and what it waits for. */
    String describe(long now) {
        StringBuilder text = new StringBuilder();
        for (SimulatedThread thread : threads) {
            text.append("; ").append(thread.number).append(':').append(thread.getName());
            if (thread.state == State.WAITING) {
                text.append(" waits for ").append(thread.blocker);
                if (thread.timed) {
                    text.append(" until ").append(thread.deadlineNanos - now).append(" ns on");
                }
            } else {
                text.append(thread.state == State.ENDED ? " has ended" : " can run");
            }
        }
        return text.toString();
    }
}
