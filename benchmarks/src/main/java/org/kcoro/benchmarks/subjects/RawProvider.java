// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;

import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.Work;

/**
 * Bare virtual threads, two on a worker that runs nothing else and never sleeps. Over a socket, a
 * bare echo.
 */
public final class RawProvider extends FloorProvider {

    public RawProvider() {
        super(
                "raw",
                "bare virtual threads, two on each one-thread worker, Thread.yield",
                "resumed by a loop in C");
    }

    @Override
    public Set<Work> works() {
        EnumSet<Work> works = EnumSet.copyOf(super.works());
        works.addAll(Work.onBridge());
        return works;
    }

    @Override
    public String note(Work work) {
        return work.isOnBridge()
                ? "an echo of 100 bytes over a Unix-domain stream socket: two threads, a selector each"
                : super.note(work);
    }

    @Override
    public Subject open(int workers) throws ReflectiveOperationException {
        MethodHandle newVirtualThread = newVirtualThread();
        return new Subject() {
            private SelectorEcho echo;

            @Override
            public void switches(int count) throws InterruptedException {
                int each = count / (2 * workers);
                Threads.run(workers, () -> new Worker(newVirtualThread).run(each));
            }

            @Override
            public long bridge(Work work, int count) throws Exception {
                if (echo == null) {
                    echo = new SelectorEcho();
                }
                return echo.run(work == Work.IPC_RTT ? 1 : Batch.IPC_WINDOW, count);
            }

            @Override
            public void close() throws Exception {
                if (echo != null) {
                    echo.close();
                }
            }

            @Override
            public long nativeSwitches(int count) throws Exception {
                NativeFunctions functions = NativeFunctions.compiled();
                return Threads.sum(workers, () -> functions.roundTripsInC(count / workers));
            }
        };
    }

    private static MethodHandle newVirtualThread() throws ReflectiveOperationException {
        Class<?> builders = Class.forName("java.lang.ThreadBuilders");
        return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                .findStatic(
                        builders,
                        "newVirtualThread",
                        MethodType.methodType(
                                Thread.class,
                                Executor.class,
                                String.class,
                                int.class,
                                Runnable.class));
    }

    /** The thread that runs it is the carrier; nobody else touches the queue. */
    private static final class Worker {

        private final MethodHandle newVirtualThread;
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private int alive = 2;

        Worker(MethodHandle newVirtualThread) {
            this.newVirtualThread = newVirtualThread;
        }

        void run(int each) {
            virtualThread(() -> yieldTimes(each)).start();
            virtualThread(() -> yieldTimes(each)).start();
            while (alive > 0) {
                queue.remove().run();
            }
        }

        private Thread virtualThread(Runnable body) {
            try {
                return (Thread) newVirtualThread.invokeExact((Executor) queue::add, "raw", 0, body);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private void yieldTimes(int times) {
            for (int i = 0; i < times; i++) {
                Thread.yield();
            }
            alive--;
        }
    }
}
