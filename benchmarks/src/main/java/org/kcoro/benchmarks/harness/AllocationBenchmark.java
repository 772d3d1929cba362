// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.kcoro.benchmarks.Element;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;
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
 * one out of it; or one payload into a descriptor channel, out of it and back to its region. An
 * invocation is one coroutine, so that its launch is spread over many of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AllocationBenchmark {

    /** The value of {@link #where} without a coroutine. */
    static final String THREAD = "thread";

    private static final int OPERATIONS = 100_000;
    private static final int CAPACITY = 16;
    private static final int PAYLOAD = 1024;
    private static final int BATCH = 10;

    /** A switcher, or the thread of the benchmark. */
    @Param({THREAD, "virtual-thread", "continuation", "jdk"})
    public String where;

    private Scheduler scheduler;
    private Channel<Element> channel;
    private Select select;
    private ReceiveClause<Element> clause;
    private Regions regions;
    private PoolRegion pool;
    private DescriptorChannel descriptors;
    private final Descriptor[] sent = new Descriptor[BATCH];
    private final Descriptor[] received = new Descriptor[BATCH];

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
        regions = Regions.create();
        pool = regions.pool("bench").blocks(PAYLOAD, CAPACITY).build();
        descriptors = DescriptorSpec.buffered("bench", CAPACITY).open(Backends.ZREF);
        Arrays.setAll(sent, i -> new Descriptor());
        Arrays.setAll(received, i -> new Descriptor());
    }

    @TearDown
    public void close() {
        if (scheduler != null) {
            scheduler.close();
        }
        regions.close();
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

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void sendAndReceiveDescriptors() throws Exception {
        run(
                () -> {
                    for (int i = 0; i < OPERATIONS; i++) {
                        pool.allocate(PAYLOAD, sent[0]);
                        descriptors.send(sent[0]);
                        descriptors.receiveInto(received[0]);
                        received[0].close();
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void sendAndReceiveDescriptorsInBatches() throws Exception {
        run(
                () -> {
                    for (int i = 0; i < OPERATIONS; i += BATCH) {
                        pool.allocateSome(PAYLOAD, sent, 0, BATCH);
                        descriptors.sendSome(sent, 0, BATCH);
                        descriptors.receiveSome(received, 0, BATCH);
                        Descriptor.closeAll(received, 0, BATCH);
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
