// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import org.kcoro.benchmarks.Element;
import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scheduler;

/** A scheduler with a number of channels, all of them in use at the same time. */
final class Trial implements AutoCloseable {

    private static final int CAPACITY = 16;
    private static final double MICROSECOND = 1e3;

    private final Scheduler scheduler;
    private final boolean confined;
    private final int channels;
    private final int operations;

    /**
     * A trial.
     *
     * @param confined whether sender and receiver of a channel share a worker
     * @param operations messages in all, or cancels
     */
    Trial(boolean confined, int workers, int channels, int operations) {
        this.scheduler =
                Scheduler.builder()
                        .name("scaling")
                        .workers(workers)
                        .switcher(confined ? "continuation" : "virtual-thread")
                        .build();
        this.confined = confined;
        this.channels = channels;
        this.operations = operations;
    }

    double measure(Measure measure) throws Exception {
        return switch (measure) {
            case THROUGHPUT -> throughput();
            case CANCEL -> cancel();
        };
    }

    private Dispatcher dispatcher() {
        return confined ? scheduler.confined("pair") : scheduler;
    }

    /** All begin when all are there. */
    private double throughput() throws Exception {
        int each = operations / channels;
        Latch start = new Latch("start", 1);
        CountDownLatch ready = new CountDownLatch(2 * channels);
        AtomicLong sum = new AtomicLong();
        List<Coroutine<Void>> launched = new ArrayList<>(2 * channels);
        for (int i = 0; i < channels; i++) {
            Channel<Element> channel = Channel.buffered("scaling", CAPACITY);
            Dispatcher dispatcher = dispatcher();
            CoroutineBody sender =
                    () -> {
                        ready.countDown();
                        start.await();
                        for (int k = 0; k < each; k++) {
                            channel.send(Element.of(k));
                        }
                    };
            CoroutineBody receiver =
                    () -> {
                        ready.countDown();
                        start.await();
                        long received = 0;
                        for (int k = 0; k < each; k++) {
                            received += channel.receive().number();
                        }
                        sum.addAndGet(received);
                    };
            launched.add(dispatcher.launch("sender", sender));
            launched.add(dispatcher.launch("receiver", receiver));
        }
        ready.await();
        long begin = System.nanoTime();
        start.countDown();
        for (Coroutine<Void> coroutine : launched) {
            coroutine.join();
        }
        long nanos = System.nanoTime() - begin;
        long expected = channels * Element.sum(each);
        if (sum.get() != expected) {
            throw new IllegalStateException(
                    "the sum of what arrived is " + sum.get() + " and not " + expected);
        }
        return (double) each * channels / nanos * MICROSECOND;
    }

    /** The median of cancels, one after another; the others wait on. */
    private double cancel() throws Exception {
        List<Receiver> receivers = new ArrayList<>(channels);
        for (int i = 0; i < channels; i++) {
            receivers.add(new Receiver());
        }
        for (Receiver receiver : receivers) {
            receiver.awaitPark();
        }
        double[] nanos = new double[operations];
        for (int i = 0; i < operations; i++) {
            Receiver receiver = receivers.get(i % channels);
            nanos[i] = receiver.cancel();
            Receiver next = new Receiver();
            next.awaitPark();
            receivers.set(i % channels, next);
        }
        for (Receiver receiver : receivers) {
            receiver.cancel();
        }
        Arrays.sort(nanos);
        return nanos[operations / 2] / MICROSECOND;
    }

    /** Waits on a channel of its own until it is cancelled. */
    private final class Receiver {

        private final Channel<Element> channel = Channel.buffered("scaling", CAPACITY);
        private final Coroutine<Long> coroutine = dispatcher().launch("receiver", this::receive);

        private long receive() throws InterruptedException {
            try {
                channel.receive();
            } catch (CancellationException e) {
                return System.nanoTime();
            }
            throw new IllegalStateException("nobody sends to " + channel);
        }

        void awaitPark() {
            while (channel.snapshot().waitingReceivers() == 0) {
                Thread.onSpinWait();
            }
        }

        /** How long it takes until it knows, in nanoseconds. */
        long cancel() throws InterruptedException, ExecutionException {
            long begin = System.nanoTime();
            coroutine.cancel();
            return coroutine.join() - begin;
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
