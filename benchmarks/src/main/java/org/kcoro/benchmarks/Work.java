// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks;

/** What is measured; the record's field {@code work}. */
public enum Work {
    /** A coroutine gives up its worker and runs again; one operation is one switch. */
    SWITCH("switch", "ns"),

    /** A coroutine with an empty body is launched and ends; one operation is one coroutine. */
    SPAWN("spawn", "ns"),

    /** A tree of coroutines, ten children each; one operation is one leaf. */
    SKYNET("skynet", "ns"),

    /** Memory for each coroutine that is parked for ever. */
    PARKED_BYTES("parked-bytes", "bytes");

    private final String label;
    private final String unit;

    Work(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /** Its name in records and on the command line. */
    public String label() {
        return label;
    }

    /** The unit of its figures; less is better. */
    public String unit() {
        return unit;
    }

    /**
     * The work of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Work of(String label) {
        for (Work work : values()) {
            if (work.label.equals(label)) {
                return work;
            }
        }
        throw new IllegalArgumentException("there is no work '" + label + "'");
    }
}
