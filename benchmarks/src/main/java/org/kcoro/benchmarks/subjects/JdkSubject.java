// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.Work;

/** Plain virtual threads; the JVM's options bound the number of carriers. */
class JdkSubject implements Subject {

    private final int workers;
    private final Conduits conduits;
    private final Map<Work, QueuePipe> pipes = new EnumMap<>(Work.class);
    private List<Thread> parked = List.of();

    JdkSubject(int workers, Conduits conduits) {
        this.workers = workers;
        this.conduits = conduits;
    }

    @Override
    public final void switches(int count) throws InterruptedException {
        int threads = 2 * workers;
        int each = count / threads;
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            started.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int k = 0; k < each; k++) {
                                    Thread.yield();
                                }
                            }));
        }
        for (Thread thread : started) {
            thread.join();
        }
    }

    @Override
    public final void spawn(int count) throws InterruptedException {
        Thread.startVirtualThread(() -> spawnInBatches(count)).join();
    }

    private static void spawnInBatches(int count) {
        for (int done = 0; done < count; done += Batch.SPAWN) {
            CountDownLatch left = new CountDownLatch(Batch.SPAWN);
            for (int i = 0; i < Batch.SPAWN; i++) {
                Thread.startVirtualThread(left::countDown);
            }
            try {
                left.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public long skynet(int leaves) throws Exception {
        return fork(0, leaves).get();
    }

    private static FutureTask<Long> fork(long first, int leaves) {
        FutureTask<Long> task = new FutureTask<>(() -> tree(first, leaves));
        Thread.startVirtualThread(task);
        return task;
    }

    private static long tree(long first, int leaves) throws Exception {
        if (leaves == 1) {
            return first;
        }
        int share = leaves / Batch.CHILDREN;
        List<FutureTask<Long>> children = new ArrayList<>(Batch.CHILDREN);
        for (int i = 0; i < Batch.CHILDREN; i++) {
            children.add(fork(first + (long) i * share, share));
        }
        long sum = 0;
        for (FutureTask<Long> child : children) {
            sum += child.get();
        }
        return sum;
    }

    @Override
    public final long exchange(Work work, int count) throws Exception {
        return Exchange.run(conduits, work, count);
    }

    @Override
    public final long payloads(Work work, int count) throws Exception {
        return PayloadExchange.run(conduits, pipes.computeIfAbsent(work, QueuePipe::new), count);
    }

    @Override
    public final void park(int count) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(count);
        parked = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parked.add(
                    Thread.startVirtualThread(
                            () -> {
                                begun.countDown();
                                for (; ; ) {
                                    LockSupport.park();
                                }
                            }));
        }
        begun.await();
    }
}
