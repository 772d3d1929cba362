// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;

import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What operations of channels allocate, by JMH's collector profiler; started by {@code
 * benchmarks/run --allocations}. Those that do not wait must allocate nothing; what the works
 * allocate is said only.
 */
public final class Allocations {

    /** Less is none: the launch of the coroutine, and what the process does besides. */
    private static final double NONE = 0.5;

    /** The benchmark that allocates, and the least that its object takes. */
    private static final String CONTROL = "control";

    private static final double OBJECT = 8;

    private static final String BYTES = "gc.alloc.rate.norm";
    private static final int WORKERS = 1;

    private final Path log;
    private boolean failed;

    private Allocations(Path log) {
        this.log = log;
    }

    public static void main(String[] arguments) throws Exception {
        Path log = Files.createTempFile("kcoro-allocations-", ".log");
        Allocations allocations = new Allocations(log);
        allocations.control();
        allocations.withoutWait();
        allocations.works();
        if (allocations.failed) {
            say("an operation that does not wait allocates; the log is %s", log);
            System.exit(1);
        }
        Files.delete(log);
    }

    private void control() throws RunnerException {
        ChainedOptionsBuilder options =
                options()
                        .include(AllocationBenchmark.class.getName() + "." + CONTROL)
                        .param("where", AllocationBenchmark.THREAD);
        for (RunResult result : run(options)) {
            say("%s, an object each: %.3f bytes", CONTROL, bytes(result));
            if (bytes(result) < OBJECT) {
                throw new IllegalStateException("an object for each operation was not seen");
            }
        }
    }

    private void withoutWait() throws RunnerException {
        ChainedOptionsBuilder options =
                options()
                        .include(AllocationBenchmark.class.getName())
                        .exclude(AllocationBenchmark.class.getName() + "." + CONTROL);
        for (RunResult result : run(options)) {
            double bytes = bytes(result);
            failed |= bytes >= NONE;
            String where = result.getParams().getParam("where");
            say(
                    "%s, %s: %.3f bytes%s",
                    result.getPrimaryResult().getLabel(),
                    where.equals(AllocationBenchmark.THREAD)
                            ? "by a thread"
                            : "by a coroutine on " + where,
                    bytes,
                    bytes < NONE ? "" : ", which is too much");
        }
    }

    private void works() throws RunnerException, IOException {
        for (SubjectProvider provider : SubjectProvider.all()) {
            // That of kcoro-jdk is the same code on slower threads.
            if (!provider.system().startsWith("kcoro") || provider.system().equals("kcoro-jdk")) {
                continue;
            }
            EnumSet<Work> works = EnumSet.copyOf(provider.works());
            works.removeIf(work -> !work.isOnChannels() && !work.isOnPayloads());
            for (Work work : works) {
                int size = Plan.QUICK.size(work);
                ChainedOptionsBuilder options =
                        options()
                                .include(SubjectBenchmark.class.getName() + ".work$")
                                .param("system", provider.system())
                                .param("work", work.label())
                                .param("workers", Integer.toString(WORKERS))
                                .param("size", Integer.toString(size))
                                .operationsPerInvocation(size);
                for (RunResult result : run(options)) {
                    say("%s, %s: %.1f bytes", work.label(), provider.system(), bytes(result));
                }
            }
        }
    }

    private ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .forks(1)
                .warmupIterations(Plan.QUICK.warmUps())
                .warmupTime(TimeValue.milliseconds(Plan.QUICK.millis()))
                .measurementIterations(Plan.QUICK.iterations())
                .measurementTime(TimeValue.milliseconds(Plan.QUICK.millis()))
                .jvmArgs(JvmRunner.JVM_OPTIONS.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .output(log.toString());
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).run();
    }

    private static double bytes(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get(BYTES);
        if (bytes == null) {
            throw new IllegalStateException("JMH does not tell " + BYTES);
        }
        return bytes.getScore();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
