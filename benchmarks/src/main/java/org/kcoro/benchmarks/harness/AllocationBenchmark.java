// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.concurrent.TimeUnit;

import org.kcoro.benchmarks.Element;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Scheduler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Operations that do not wait: each is one element into a buffered channel that is half full, and
 * one out of it. An invocation is one coroutine, so that its launch is spread over many of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AllocationBenchmark {

    /** The value of {@link #where} without a coroutine. */
    static final String THREAD = "thread";

    private static final int OPERATIONS = 100_000;
    private static final int CAPACITY = 16;

    /** A switcher, or the thread of the benchmark. */
    @Param({THREAD, "virtual-thread", "continuation", "jdk"})
    public String where;

    private Scheduler scheduler;
    private Channel<Element> channel;
    private Select select;
    private ReceiveClause<Element> clause;

    @Setup
    public void open() {
        if (!where.equals(THREAD)) {
            scheduler = Scheduler.builder().name("bench").workers(1).switcher(where).build();
        }
        channel = Channel.buffered("bench", CAPACITY);
        for (int i = 0; i < CAPACITY / 2; i++) {
            channel.trySend(Element.of(i));
        }
        select = Select.fair();
        clause = select.receive(channel);
        select.receive(Channel.<Element>rendezvous("nobody sends"));
    }

    @TearDown
    public void close() {
        if (scheduler != null) {
            scheduler.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void sendAndReceive() throws Exception {
        run(
                () -> {
                    for (int i = 0; i < OPERATIONS; i++) {
                        channel.send(Element.of(i));
                        channel.receive();
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void trySendAndTryReceive() throws Exception {
        run(
                () -> {
                    for (int i = 0; i < OPERATIONS; i++) {
                        channel.trySend(Element.of(i));
                        channel.tryReceive();
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void sendAndSelect() throws Exception {
        run(
                () -> {
                    for (int i = 0; i < OPERATIONS; i++) {
                        channel.send(Element.of(i));
                        select.await();
                        clause.element();
                    }
                });
    }

    /** An object for each operation, which must be seen: else the others prove nothing. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void control(Blackhole hole) {
        for (int i = 0; i < OPERATIONS; i++) {
            hole.consume(new Object());
        }
    }

    private void run(CoroutineBody body) throws Exception {
        if (scheduler == null) {
            body.run();
        } else {
            scheduler.launch("bench", body).join();
        }
    }
}
