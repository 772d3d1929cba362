// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A system on the JVM: by JMH in time, by {@link ParkedBytes} in bytes. */
final class JvmRunner implements Runner {

    /** What the switchers and floors need of the JDK, and a heap that does not grow. */
    static final List<String> JVM_OPTIONS =
            List.of(
                    "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xms2g",
                    "-Xmx2g");

    /** More than the slowest system needs for an iteration. */
    static final int PATIENCE_SECONDS = 120;

    private static final double NANOS_PER_SECOND = 1e9;

    private final SubjectProvider provider;
    private final Path log;
    private final int patienceSeconds;

    /**
     * A runner.
     *
     * @param log where JMH writes what it says
     * @param patienceSeconds after which an iteration counts as hung
     */
    JvmRunner(SubjectProvider provider, Path log, int patienceSeconds) {
        this.provider = provider;
        this.log = log;
        this.patienceSeconds = patienceSeconds;
    }

    @Override
    public String system() {
        return provider.system();
    }

    @Override
    public boolean has(Work work) {
        return provider.works().contains(work);
    }

    @Override
    public String note(Work work) {
        return work == Work.PARKED_BYTES
                ? provider.note(work) + "; " + ParkedBytes.METHOD
                : provider.note(work);
    }

    @Override
    public List<Sample> measure(Work work, int workers, Plan plan) throws Exception {
        List<String> options = provider.jvmOptions(workers);
        return work == Work.PARKED_BYTES
                ? ParkedBytes.measure(system(), workers, plan.parked(), options)
                : time(work, workers, plan, options);
    }

    private List<Sample> time(Work work, int workers, Plan plan, List<String> options)
            throws Exception {
        List<String> all = new ArrayList<>(JVM_OPTIONS);
        all.addAll(options);
        int size = plan.size(work);
        Options jmh =
                new OptionsBuilder()
                        .include(SubjectBenchmark.class.getName() + ".work$")
                        .param("system", system())
                        .param("work", work.label())
                        .param("workers", Integer.toString(workers))
                        .param("size", Integer.toString(size))
                        .operationsPerInvocation(size)
                        .forks(1)
                        .warmupIterations(plan.warmUps())
                        .warmupTime(TimeValue.milliseconds(plan.millis()))
                        .measurementIterations(plan.iterations())
                        .measurementTime(TimeValue.milliseconds(plan.millis()))
                        // Iterations of one thread need no agreement, which JMH awaits for ever.
                        .syncIterations(false)
                        .timeout(TimeValue.seconds(patienceSeconds))
                        .jvmArgs(all.toArray(String[]::new))
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.NORMAL)
                        .output(log.toString())
                        .build();
        RunResult result = new org.openjdk.jmh.runner.Runner(jmh).runSingle();
        List<Sample> samples = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                double nanos = iteration.getPrimaryResult().getScore();
                samples.add(
                        new Sample(
                                work.isRate() ? NANOS_PER_SECOND / nanos : nanos,
                                iteration.getSecondaryResults().get(CpuTime.LABEL).getScore()));
            }
        }
        return samples;
    }
}
