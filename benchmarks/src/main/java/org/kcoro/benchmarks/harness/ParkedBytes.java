// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;

/**
 * The memory of parked coroutines, measured in a process of its own: its heap is touched whole at
 * the start, so that its resident memory grows by what lies outside the heap only.
 */
public final class ParkedBytes {

    /** For the note of the record. */
    static final String METHOD =
            "used heap after collections, and growth of resident memory outside the heap";

    private static final int FIRST = 100_000;
    private static final int PAGE = 4096;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private ParkedBytes() {}

    /** Starts the process; one sample. */
    static List<Sample> measure(String system, int workers, int count, List<String> options)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"));
        return Processes.samples(
                Processes.jvm(
                        all,
                        ParkedBytes.class,
                        system,
                        Integer.toString(workers),
                        Integer.toString(count)));
    }

    /** The process: SYSTEM WORKERS COUNT. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[2]);
        Subject subject = SubjectProvider.of(arguments[0]).open(Integer.parseInt(arguments[1]));
        // Loads and compiles what is needed, and grows what grows by steps.
        subject.park(FIRST);
        long bytes = occupied();
        long cpu = CpuTime.nanos();
        subject.park(count);
        cpu = CpuTime.nanos() - cpu;
        bytes = occupied() - bytes;
        System.out.println((double) bytes / count + " " + (double) cpu / count);
        System.out.flush();
        // What is parked never ends.
        Runtime.getRuntime().halt(0);
    }

    private static long occupied() throws IOException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, MEMORY.getHeapMemoryUsage().getUsed());
        }
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return used + Long.parseLong(pages) * PAGE;
    }
}
