// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.benchmarks.Subject;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/** kcoro with one of its switchers. */
final class KcoroSubject implements Subject {

    private static final WaitReason TURN = new WaitReason("await", "turn");
    private static final WaitReason ENDS = new WaitReason("await", "ends");
    private static final WaitReason FOREVER = new WaitReason("await", "nothing");

    private final Scheduler scheduler;

    KcoroSubject(String switcher, int workers) {
        scheduler = Scheduler.builder().name("bench").workers(workers).switcher(switcher).build();
    }

    @Override
    public void switches(int count) throws Exception {
        int pairs = scheduler.workers();
        int each = count / (2 * pairs);
        List<Coroutine<Void>> coroutines = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            coroutines.add(scheduler.launch("pair", () -> pair(each)));
        }
        for (Coroutine<Void> coroutine : coroutines) {
            coroutine.join();
        }
    }

    /** Two coroutines that wake each other in turn: one of them runs, the other is parked. */
    private void pair(int each) throws Exception {
        Parker first = Parker.current();
        Coroutine<Void> peer =
                scheduler.launch(
                        "peer",
                        () -> {
                            Parker second = Parker.current();
                            for (int i = 0; i < each; i++) {
                                second.park(TURN);
                                first.unpark();
                            }
                        });
        Parker second = (Parker) peer;
        for (int i = 0; i < each; i++) {
            second.unpark();
            first.park(TURN);
        }
        peer.join();
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
    public void close() {
        scheduler.close();
    }
}
