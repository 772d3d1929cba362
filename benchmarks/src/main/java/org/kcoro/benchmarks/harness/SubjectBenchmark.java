// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.concurrent.TimeUnit;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The works in time, for JMH. An invocation is {@code size} operations, which the runner tells JMH
 * too, so that scores are per operation. A fork has one work of one system in it, so that the calls
 * below have one target.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubjectBenchmark {

    @Param("kcoro")
    public String system;

    @Param("switch")
    public String work;

    @Param("1")
    public int workers;

    @Param("100000")
    public int size;

    private Subject subject;
    private Work chosen;

    @Setup
    public void open() throws Exception {
        chosen = Work.of(work);
        subject = SubjectProvider.of(system).open(workers);
    }

    @TearDown
    public void close() throws Exception {
        subject.close();
    }

    @Benchmark
    public void work() throws Exception {
        Whole.run(subject, chosen, size);
    }
}
