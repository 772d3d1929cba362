// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.Set;

import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

/** A floor: the least that a work can cost, as a rule a switch without a scheduler. */
abstract class FloorProvider implements SubjectProvider {

    private final String system;
    private final String note;
    private final String nativeNote;

    FloorProvider(String system, String note, String nativeNote) {
        this.system = system;
        this.note = note;
        this.nativeNote = nativeNote;
    }

    @Override
    public final String system() {
        return system;
    }

    @Override
    public Set<Work> works() {
        return NativeFunctions.areThere()
                ? Set.of(Work.SWITCH, Work.NATIVE_SWITCH)
                : Set.of(Work.SWITCH);
    }

    @Override
    public String note(Work work) {
        return work == Work.NATIVE_SWITCH ? nativeNote : note;
    }
}
