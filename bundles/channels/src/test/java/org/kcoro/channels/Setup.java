// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.stream.Stream;

/** What a test of channels runs on. */
record Setup(Form form, Machine machine) {

    /** Every form whose senders wait, on every machine. */
    static Stream<Setup> all() {
        return with(Machine.all());
    }

    /** Every form on every machine. */
    static Stream<Setup> every() {
        return every(Machine.all());
    }

    /** Every form that drops nothing, on every machine. */
    static Stream<Setup> lossless() {
        return every().filter(setup -> setup.form.isLossless());
    }

    /** Every form whose senders wait, on every switcher with one worker. */
    static Stream<Setup> single() {
        return with(Machine.single());
    }

    /** Every form whose senders wait, on every switcher with two workers. */
    static Stream<Setup> twin() {
        return with(Machine.twin());
    }

    /** A rendezvous and the smallest buffer, on every machine: where sides meet most closely. */
    static Stream<Setup> tight() {
        return all().filter(setup -> setup.form.capacity() <= 1);
    }

    private static Stream<Setup> with(Stream<Machine> machines) {
        return every(machines).filter(setup -> setup.form.waits());
    }

    private static Stream<Setup> every(Stream<Machine> machines) {
        return machines.flatMap(
                machine -> Stream.of(Form.values()).map(form -> new Setup(form, machine)));
    }

    @Override
    public String toString() {
        return form.name().toLowerCase(java.util.Locale.ROOT) + ", " + machine;
    }
}
