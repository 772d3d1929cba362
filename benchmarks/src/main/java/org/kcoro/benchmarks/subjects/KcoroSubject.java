// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.Work;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.switcher.NativeCoroutine;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.Regions;

/** kcoro with one of its switchers. */
final class KcoroSubject implements Subject {

    private static final WaitReason ENDS = new WaitReason("await", "ends");
    private static final WaitReason FOREVER = new WaitReason("await", "nothing");

    private final Scheduler scheduler;
    private final Conduits conduits;
    private final Regions regions = Regions.create();
    private final Map<Work, DescriptorPipe> pipes = new EnumMap<>(Work.class);
    private final String switcher;
    private BridgeExchange bridge;

    /**
     * A subject.
     *
     * @param confined whether those that share channels share a worker too
     */
    KcoroSubject(String switcher, int workers, boolean confined) {
        this.switcher = switcher;
        scheduler = Scheduler.builder().name("bench").workers(workers).switcher(switcher).build();
        conduits = new KcoroConduits(confined ? scheduler.confined("bench") : scheduler);
    }

    @Override
    public void switches(int count) throws Exception {
        int coroutines = 2 * scheduler.workers();
        int each = count / coroutines;
        List<Coroutine<Void>> launched = new ArrayList<>();
        for (int i = 0; i < coroutines; i++) {
            launched.add(
                    scheduler.launch(
                            "yields",
                            () -> {
                                for (int k = 0; k < each; k++) {
                                    Coroutine.yield();
                                }
                            }));
        }
        for (Coroutine<Void> coroutine : launched) {
            coroutine.join();
        }
    }

    @Override
    public long nativeSwitches(int count) throws Exception {
        MemorySegment echo = NativeFunctions.compiled().echo();
        int workers = scheduler.workers();
        try (NativeCoroutines coroutines = NativeCoroutines.builder().build()) {
            return Threads.sum(
                    workers,
                    () -> roundTrips(coroutines.open(echo, MemorySegment.NULL), count / workers));
        }
    }

    private static long roundTrips(NativeCoroutine echo, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += echo.resume(0);
        }
        return sum;
    }

    @Override
    public void spawn(int count) throws Exception {
        scheduler.launch("root", () -> spawnInBatches(count)).join();
    }

    private void spawnInBatches(int count) {
        Parker root = Parker.current();
        for (int done = 0; done < count; done += Batch.SPAWN) {
            AtomicInteger left = new AtomicInteger(Batch.SPAWN);
            for (int i = 0; i < Batch.SPAWN; i++) {
                scheduler.launch(
                        "empty",
                        () -> {
                            if (left.decrementAndGet() == 0) {
                                root.unpark();
                            }
                        });
            }
            while (left.get() > 0) {
                root.park(ENDS);
            }
        }
    }

    @Override
    public long skynet(int leaves) throws Exception {
        return scheduler.launch("root", () -> tree(0, leaves)).join();
    }

    private long tree(long first, int leaves) throws Exception {
        if (leaves == 1) {
            return first;
        }
        int share = leaves / Batch.CHILDREN;
        List<Coroutine<Long>> children = new ArrayList<>(Batch.CHILDREN);
        for (int i = 0; i < Batch.CHILDREN; i++) {
            long start = first + (long) i * share;
            children.add(scheduler.launch("node", () -> tree(start, share)));
        }
        long sum = 0;
        for (Coroutine<Long> child : children) {
            sum += child.join();
        }
        return sum;
    }

    @Override
    public long exchange(Work work, int count) throws Exception {
        return Exchange.run(conduits, work, count);
    }

    @Override
    public long payloads(Work work, int count) throws Exception {
        DescriptorPipe pipe =
                pipes.computeIfAbsent(work, each -> new DescriptorPipe(each, regions));
        long sum = PayloadExchange.run(conduits, pipe, count);
        pipe.checkEmpty();
        return sum;
    }

    @Override
    public long bridge(Work work, int count) throws Exception {
        if (bridge == null) {
            bridge = new BridgeExchange(scheduler, switcher);
        }
        return work == Work.IPC_RTT ? bridge.roundTrips(count) : bridge.pipelined(count);
    }

    @Override
    public void park(int count) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            scheduler.launch(
                    "parked",
                    () -> {
                        begun.countDown();
                        Parker parker = Parker.current();
                        for (; ; ) {
                            parker.checkStop();
                            parker.park(FOREVER);
                        }
                    });
        }
        begun.await();
    }

    @Override
    public void close() throws IOException {
        if (bridge != null) {
            bridge.close();
        }
        scheduler.close();
        regions.close();
    }
}
