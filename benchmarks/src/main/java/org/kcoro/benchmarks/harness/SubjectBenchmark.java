// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.concurrent.TimeUnit;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
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
 * too, so that scores are per operation. A fork has one system in it, so that the calls below have
 * one target.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubjectBenchmark {

    @Param("kcoro")
    public String system;

    @Param("1")
    public int workers;

    @Param("100000")
    public int size;

    private Subject subject;

    @Setup
    public void open() throws Exception {
        subject = SubjectProvider.of(system).open(workers);
    }

    @TearDown
    public void close() throws Exception {
        subject.close();
    }

    @Benchmark
    public void switches() throws Exception {
        subject.switches(size);
    }

    @Benchmark
    public void spawn() throws Exception {
        subject.spawn(size);
    }

    @Benchmark
    public long skynet() throws Exception {
        return subject.skynet(size);
    }
}
