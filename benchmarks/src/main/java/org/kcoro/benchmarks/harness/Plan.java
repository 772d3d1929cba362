// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import org.kcoro.benchmarks.Work;

/**
 * How long to measure. The systems alternate by rounds: in each, every system runs once in a
 * process of its own.
 *
 * @param rounds processes for each system and number of workers
 * @param warmUps iterations thrown away in each process
 * @param iterations iterations measured in each process
 * @param millis the length of an iteration
 * @param leaves of the tree
 * @param parked coroutines that are parked
 */
record Plan(int rounds, int warmUps, int iterations, int millis, int leaves, int parked) {

    static final Plan FULL = new Plan(2, 3, 5, 1000, 1_000_000, 1_000_000);
    static final Plan QUICK = new Plan(1, 3, 5, 400, 100_000, 1_000_000);

    /** So many that their senders' start costs little, and so few that no queue grows large. */
    private static final int MESSAGES = 40_000;

    /** So many that the start of eight who hand them over costs little. */
    private static final int PAYLOADS = 200_000;

    /** So many that an invocation takes a tenth of a second or so. */
    private static final int ROUND_TRIPS = 2_000;

    private static final int PIPELINED = 40_000;

    /** Operations in one invocation. */
    int size(Work work) {
        return switch (work) {
            case SWITCH, NATIVE_SWITCH -> 200_000;
            case SPAWN -> 100_000;
            case SKYNET -> leaves;
            case PARKED_BYTES -> parked;
            case DESCRIPTORS_4X4, DESCRIPTORS_4X4_BATCHED -> PAYLOADS;
            case IPC_RTT -> ROUND_TRIPS;
            case IPC_PIPELINED -> PIPELINED;
            default -> MESSAGES;
        };
    }
}
