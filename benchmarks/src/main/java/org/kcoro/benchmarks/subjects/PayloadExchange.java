// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The works on payloads, the same for all systems. */
final class PayloadExchange {

    private PayloadExchange() {}

    /** Hands over {@code count} payloads; the sum of what consumers read. */
    static long run(Conduits conduits, PayloadPipe pipe, int count) throws Exception {
        AtomicLong sum = new AtomicLong();
        List<Conduits.Body> bodies = new ArrayList<>();
        for (int i = 0; i < Batch.SENDERS; i++) {
            bodies.add(() -> pipe.produce(count / Batch.SENDERS));
            bodies.add(() -> sum.addAndGet(pipe.consume()));
        }
        conduits.run(bodies);
        return sum.get();
    }
}
