// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

/** A pool of payloads of a system, and what lies between their producers and consumers. */
interface PayloadPipe {

    /** Stands in the first word of a payload that ends a consumer; it counts nothing. */
    long END = 0;

    /** Hands over payloads with the numbers of the first {@code count} elements, then an end. */
    void produce(int count) throws Exception;

    /** Takes payloads until an end; the sum of what stood at both their ends. */
    long consume() throws Exception;
}
