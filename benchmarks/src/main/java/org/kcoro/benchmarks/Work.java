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
    MPMC_4X4("mpmc-4x4", "ns"),

    /**
     * Four producers, room for 1024, four consumers; one operation is one payload of 1 KiB from a
     * pool: taken, written at both ends, handed over, read at both ends and given back.
     */
    DESCRIPTORS_4X4("descriptors-4x4", "ops/s"),

    /** The same in batches. */
    DESCRIPTORS_4X4_BATCHED("descriptors-4x4-batched", "ops/s"),

    /** A client that sends elements of 64 bytes over a socket one after another; a round trip. */
    IPC_RTT("ipc-rtt", "ns"),

    /** The same with many under way; one operation is one send that is answered. */
    IPC_PIPELINED("ipc-pipelined", "ops/s"),

    /** A coroutine in C is resumed and yields; one operation is one round trip. */
    NATIVE_SWITCH("native-switch", "ns");

    private static final Set<Work> ON_CHANNELS = EnumSet.range(RENDEZVOUS, MPMC_4X4);
    private static final Set<Work> ON_PAYLOADS =
            EnumSet.of(DESCRIPTORS_4X4, DESCRIPTORS_4X4_BATCHED);
    private static final Set<Work> ON_BRIDGE = EnumSet.of(IPC_RTT, IPC_PIPELINED);

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

    /** The unit of its figures. */
    public String unit() {
        return unit;
    }

    /** Whether its figures are operations per second, and more is better; else less is. */
    public boolean isRate() {
        return unit.equals("ops/s");
    }

    /** Those that are exchanges over channels, which {@link Subject#exchange} does. */
    public static Set<Work> onChannels() {
        return EnumSet.copyOf(ON_CHANNELS);
    }

    /** Whether it is an exchange over channels. */
    public boolean isOnChannels() {
        return ON_CHANNELS.contains(this);
    }

    /** Those that hand over payloads outside the heap, which {@link Subject#payloads} does. */
    public static Set<Work> onPayloads() {
        return EnumSet.copyOf(ON_PAYLOADS);
    }

    /** Whether it hands over payloads outside the heap. */
    public boolean isOnPayloads() {
        return ON_PAYLOADS.contains(this);
    }

    /** Those that go over a socket, which {@link Subject#bridge} does. */
    public static Set<Work> onBridge() {
        return EnumSet.copyOf(ON_BRIDGE);
    }

    /** Whether it goes over a socket. */
    public boolean isOnBridge() {
        return ON_BRIDGE.contains(this);
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
