// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.kcoro.benchmarks.Work;

/**
 * The command line.
 *
 * @param plan how long to measure
 * @param works what to measure
 * @param systems whom to measure; empty means all
 * @param json where the results go
 */
record Arguments(Plan plan, Set<Work> works, Set<String> systems, Path json) {

    /**
     * Parses.
     *
     * @throws IllegalArgumentException when it is not understood, with a message for the user
     */
    static Arguments parse(String[] arguments) {
        Plan plan = Plan.FULL;
        Set<Work> works = EnumSet.allOf(Work.class);
        Set<String> systems = new HashSet<>();
        Path json = null;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--quick")) {
                plan = Plan.QUICK;
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("'" + option + "' is unknown or lacks a value");
            }
            String value = arguments[++i];
            switch (option) {
                case "--json" -> json = Path.of(value);
                case "--systems" -> systems.addAll(List.of(value.split(",")));
                case "--only" -> {
                    works.clear();
                    for (String label : value.split(",")) {
                        works.add(Work.of(label));
                    }
                }
                default -> throw new IllegalArgumentException("'" + option + "' is unknown");
            }
        }
        if (json == null) {
            throw new IllegalArgumentException("--json FILE is needed");
        }
        return new Arguments(plan, works, systems, json);
    }
}
