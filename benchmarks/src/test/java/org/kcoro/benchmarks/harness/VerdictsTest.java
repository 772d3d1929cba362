// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.kcoro.benchmarks.Work;

import static org.junit.jupiter.api.Assertions.assertEquals;

class VerdictsTest {

    private static List<Measurement> row(Work work, String system, double one, double two) {
        Measurement first = new Measurement(work, system, 1, "");
        first.add(List.of(new Sample(one, 100)));
        Measurement second = new Measurement(work, system, 2, "");
        second.add(List.of(new Sample(two, 200)));
        return List.of(first, second);
    }

    @Test
    void theBestRivalWithAsManyWorkersCounts() {
        List<String> table =
                new Verdicts(
                                List.of(
                                        row(Work.SPAWN, "kcoro", 90, 100),
                                        row(Work.SPAWN, "go", 200, 100),
                                        row(Work.SPAWN, "kotlinx", 100, 300)))
                        .table();
        assertEquals(
                List.of(
                        "| spawn | kcoro | 1 | 90 ns | kotlinx 100 | 0.90 | 1.00 | 0.90 | unclear |",
                        "| spawn | kcoro | 2 | 100 ns | go 100 | 1.00 | 1.00 | 0.90 | missed |"),
                table.subList(2, table.size()));
    }

    @Test
    void whatIsShownOnlyDoesNotCount() {
        List<String> table =
                new Verdicts(
                                List.of(
                                        row(Work.BUFFERED_16, "kcoro", 80, 60),
                                        row(Work.BUFFERED_16, "disruptor", 10, 10),
                                        row(Work.BUFFERED_16, "jctools", 10, 10),
                                        row(Work.BUFFERED_16, "jdk", 100, 100),
                                        row(Work.MPMC_4X4, "kcoro", 80, 60),
                                        row(Work.MPMC_4X4, "jdk", 10, 10)))
                        .table();
        assertEquals(
                List.of(
                        "| buffered-16 | kcoro | 1 | 80 ns | jdk 100 | 0.80 | 1.00 | 0.75 | missed |",
                        "| buffered-16 | kcoro | 2 | 60 ns | jdk 100 | 0.60 | 1.00 | 0.75 | unclear |"),
                table.subList(2, table.size()));
    }

    @Test
    void wallAndCpuTimeThatAgreeAreAVerdict() {
        List<String> table =
                new Verdicts(
                                List.of(
                                        row(Work.SKYNET, "kcoro", 90, 90),
                                        row(Work.SKYNET, "go", 100, 100)))
                        .table();
        assertEquals(
                "| skynet | kcoro | 1 | 90 ns | go 100 | 0.90 | 1.00 | 1.00 | met |", table.get(2));
    }

    @Test
    void aRateIsBetterWhereItIsMore() {
        List<String> table =
                new Verdicts(
                                List.of(
                                        row(Work.DESCRIPTORS_4X4_BATCHED, "kcoro", 40e6, 20e6),
                                        row(Work.DESCRIPTORS_4X4_BATCHED, "jdk", 10e6, 16e6)))
                        .table();
        String row = "| descriptors-4x4-batched | kcoro |";
        assertEquals(
                List.of(
                        row + " 1 | 40000000 ops/s | jdk 10000000 | 0.25 | 1.00 | 0.50 | unclear |",
                        row + " 2 | 20000000 ops/s | jdk 16000000 | 0.80 | 1.00 | 0.50 | missed |",
                        row + " 1 | 40000000 ops/s |  |  |  | 30000000 | met |",
                        row + " 2 | 20000000 ops/s |  |  |  | 30000000 | missed |"),
                table.subList(2, table.size()));
    }

    @Test
    void theBridgeIsHeldToTheEchoAndToARate() {
        List<String> table =
                new Verdicts(
                                List.of(
                                        row(Work.IPC_RTT, "kcoro", 50_000, 80_000),
                                        row(Work.IPC_RTT, "raw", 50_000, 50_000),
                                        row(Work.IPC_PIPELINED, "kcoro", 0.6e6, 0.4e6),
                                        row(Work.IPC_PIPELINED, "raw", 2e6, 2e6)))
                        .table();
        assertEquals(
                List.of(
                        "| ipc-rtt | kcoro | 1 | 50000 ns | raw 50000 | 1.00 | 1.00 | 1.25 | met |",
                        "| ipc-rtt | kcoro | 2 | 80000 ns | raw 50000 | 1.60 | 1.00 | 1.25 | unclear |",
                        "| ipc-pipelined | kcoro | 1 | 600000 ops/s |  |  |  | 500000 | met |",
                        "| ipc-pipelined | kcoro | 2 | 400000 ops/s |  |  |  | 500000 | missed |"),
                table.subList(2, table.size()));
    }

    @Test
    void bytesHaveATargetWithoutRivalsToo() {
        List<String> table =
                new Verdicts(List.of(row(Work.PARKED_BYTES, "kcoro", 1000, 1600))).table();
        assertEquals(
                List.of(
                        "| parked-bytes | kcoro | 1 | 1000 bytes |  |  |  | 1500 | met |",
                        "| parked-bytes | kcoro | 2 | 1600 bytes |  |  |  | 1500 | missed |"),
                table.subList(2, table.size()));
    }
}
