// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.List;

import org.kcoro.benchmarks.Work;

/** Measures one system; each call is one round, in a process of its own. */
interface Runner {

    /** The system's name in records. */
    String system();

    boolean has(Work work);

    /** What a reader of the record must know, or an empty text. */
    String note(Work work);

    /**
     * Measures.
     *
     * @throws Exception when it failed; the message says with what
     */
    List<Sample> measure(Work work, int workers, Plan plan) throws Exception;
}
