// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.List;
import java.util.stream.Stream;

import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

/** What a test runs on: one switcher and a number of workers. */
record Machine(ContextSwitcher switcher, int workers) {

    private static final List<ContextSwitcher> SWITCHERS =
            ContextSwitchers.discover(Port.system()).available();

    /** Every switcher with 1, 2 and 8 workers. */
    static Stream<Machine> all() {
        return Stream.of(1, 2, 8).flatMap(Machine::withWorkers);
    }

    /** Every switcher with one worker: turns follow one another. */
    static Stream<Machine> single() {
        return withWorkers(1);
    }

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Machine> simulated() {
        return Stream.of(1, 2).flatMap(Machine::withWorkers).filter(machine -> !machine.is("jdk"));
    }

    private static Stream<Machine> withWorkers(int workers) {
        if (SWITCHERS.size() != 3) {
            throw new AssertionError("the tests need all three switchers, not " + SWITCHERS);
        }
        return SWITCHERS.stream().map(switcher -> new Machine(switcher, workers));
    }

    boolean is(String name) {
        return switcher.name().equals(name);
    }

    @Override
    public String toString() {
        return switcher.name() + ", " + workers + (workers == 1 ? " worker" : " workers");
    }
}
