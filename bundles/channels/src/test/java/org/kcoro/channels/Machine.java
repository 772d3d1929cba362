// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

/** What a test runs on: one switcher and a number of workers. */
record Machine(ContextSwitcher switcher, int workers) {

    private static final List<ContextSwitcher> SWITCHERS =
            ContextSwitchers.discover(Port.system()).available();

    private static final ContextSwitchers UNCHECKED =
            ContextSwitchers.discover(
                    Port.system(),
                    Settings.of(Map.of("checkMonitors", false), System::getProperty));

    /** Every switcher with 1, 2 and 8 workers. */
    static Stream<Machine> all() {
        return Stream.of(1, 2, 8).flatMap(Machine::withWorkers);
    }

    /** Every switcher with one worker: turns follow one another. */
    static Stream<Machine> single() {
        return withWorkers(1);
    }

    /** Every switcher with two workers. */
    static Stream<Machine> twin() {
        return withWorkers(2);
    }

    /** Every switcher with more than one worker. */
    static Stream<Machine> many() {
        return Stream.of(2, 8).flatMap(Machine::withWorkers);
    }

    private static Stream<Machine> withWorkers(int workers) {
        if (SWITCHERS.size() != 3) {
            throw new AssertionError("the tests need all three switchers, not " + SWITCHERS);
        }
        return SWITCHERS.stream().map(switcher -> new Machine(switcher, workers));
    }

    /**
     * The same without the check for monitors, which stops all threads at each wait: for races,
     * whose sides would hardly meet, and for simulations, which wait often.
     */
    Machine unchecked() {
        return new Machine(UNCHECKED.choose(switcher.name()), workers);
    }

    boolean is(String name) {
        return switcher.name().equals(name);
    }

    @Override
    public String toString() {
        return switcher.name() + ", " + workers + (workers == 1 ? " worker" : " workers");
    }
}
