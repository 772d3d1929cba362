// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

/** The JDK's virtual threads on its own scheduler. */
public final class JdkProvider implements SubjectProvider {

    @Override
    public String system() {
        return "jdk";
    }

    @Override
    public Set<Work> works() {
        // The JDK has no queue that keeps the latest only, and nothing that waits for two queues.
        EnumSet<Work> works =
                EnumSet.complementOf(EnumSet.of(Work.CONFLATED, Work.SELECT_2, Work.NATIVE_SWITCH));
        works.removeAll(Work.onBridge());
        return works;
    }

    @Override
    public List<String> jvmOptions(int workers) {
        return schedulerOptions(workers);
    }

    static List<String> schedulerOptions(int workers) {
        return List.of(
                "-Djdk.virtualThreadScheduler.parallelism=" + workers,
                "-Djdk.virtualThreadScheduler.maxPoolSize=" + workers);
    }

    @Override
    public String note(Work work) {
        return switch (work) {
            case SWITCH -> "virtual threads, Thread.yield";
            case SPAWN -> "Thread.startVirtualThread";
            case SKYNET -> "virtual threads, FutureTask";
            case PARKED_BYTES -> "virtual threads in LockSupport.park";
            case DESCRIPTORS_4X4, DESCRIPTORS_4X4_BATCHED -> "virtual threads, " + QueuePipe.NOTE;
            default -> "virtual threads, " + JdkConduits.named(work);
        };
    }

    @Override
    public Subject open(int workers) {
        return new JdkSubject(workers, new JdkConduits());
    }
}
