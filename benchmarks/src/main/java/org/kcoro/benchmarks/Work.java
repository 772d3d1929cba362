// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks;

import java.util.EnumSet;
import java.util.Set;

/** What is measured; the record's field {@code work}. */
public enum Work {
    /** A coroutine gives up its worker and runs again; one operation is one switch. */
    SWITCH("switch", "ns"),

    /** A coroutine with an empty body is launched and ends; one operation is one coroutine. */
    SPAWN("spawn", "ns"),

    /** A tree of coroutines, ten children each; one operation is one leaf. */
    SKYNET("skynet", "ns"),

    /** Memory for each coroutine that is parked for ever. */
    PARKED_BYTES("parked-bytes", "bytes"),

    /** One sender and one receiver that meet; one operation is one message, as in those below. */
    RENDEZVOUS("rendezvous", "ns"),

    /** Two that send to each other in turn over two rendezvous channels; a round trip. */
    PINGPONG("pingpong", "ns"),

    /** One sender, room for 16, one receiver. */
    BUFFERED_16("buffered-16", "ns"),

    /** One sender, room for 1024, one receiver. */
    BUFFERED_1024("buffered-1024", "ns"),

    /** One sender who never waits, one receiver who gets everything. */
    UNLIMITED("unlimited", "ns"),

    /** One sender who never waits, one receiver who gets the latest; one operation is one send. */
    CONFLATED("conflated", "ns"),

    /** Two senders with a rendezvous channel each, one receiver who selects over both. */
    SELECT_2("select-2", "ns"),

    /** Four senders, room for 64, four receivers. */
    MPMC_4X4("mpmc-4x4", "ns");

    private static final Set<Work> ON_CHANNELS = EnumSet.range(RENDEZVOUS, MPMC_4X4);

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

    /** Those that are exchanges over channels, which {@link Subject#exchange} does. */
    public static Set<Work> onChannels() {
        return EnumSet.copyOf(ON_CHANNELS);
    }

    /** Whether it is an exchange over channels. */
    public boolean isOnChannels() {
        return ON_CHANNELS.contains(this);
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
