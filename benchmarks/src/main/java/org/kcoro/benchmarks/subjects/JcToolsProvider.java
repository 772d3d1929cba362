// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.SpscArrayQueue;
import org.jctools.queues.SpscUnboundedArrayQueue;
import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

/**
 * JCTools' queues between virtual threads: those for one sender and one receiver, which park, and
 * one for many, which yield and then sleep.
 */
public final class JcToolsProvider implements SubjectProvider {

    private static final int CHUNK = 1024;

    @Override
    public String system() {
        return "jctools";
    }

    @Override
    public Set<Work> works() {
        return EnumSet.of(
                Work.BUFFERED_16, Work.BUFFERED_1024, Work.UNLIMITED, Work.DESCRIPTORS_4X4);
    }

    @Override
    public List<String> jvmOptions(int workers) {
        return JdkProvider.schedulerOptions(workers);
    }

    @Override
    public String note(Work work) {
        if (work == Work.DESCRIPTORS_4X4) {
            return MpmcPipe.NOTE;
        }
        return (work == Work.UNLIMITED ? "SpscUnboundedArrayQueue" : "SpscArrayQueue")
                + " between virtual threads; one that finds it empty or full parks, without a spin";
    }

    @Override
    public Subject open(int workers) {
        Conduits conduits =
                new Conduits() {
                    @Override
                    public Conduit open(Work work) {
                        return new ParkingConduit(
                                work == Work.UNLIMITED
                                        ? new SpscUnboundedArrayQueue<>(CHUNK)
                                        : new SpscArrayQueue<>(Batch.capacity(work)));
                    }

                    @Override
                    public void run(List<Body> bodies) throws Exception {
                        VirtualThreads.run(bodies);
                    }
                };
        MpmcPipe pipe = new MpmcPipe();
        return new Subject() {
            @Override
            public long exchange(Work work, int count) throws Exception {
                return Exchange.run(conduits, work, count);
            }

            @Override
            public long payloads(Work work, int count) throws Exception {
                return PayloadExchange.run(conduits, pipe, count);
            }
        };
    }

    /** A queue that does not know how to wait, for one sender and one receiver that do. */
    private static final class ParkingConduit implements Conduit {

        private final MessagePassingQueue<Element> queue;
        private final Waiting sender = new Waiting();
        private final Waiting receiver = new Waiting();

        ParkingConduit(MessagePassingQueue<Element> queue) {
            this.queue = queue;
        }

        @Override
        public void send(Element element) {
            if (!queue.offer(element)) {
                sender.begin();
                while (!queue.offer(element)) {
                    sender.park();
                }
                sender.end();
            }
            receiver.wake();
        }

        @Override
        public Element receive() {
            Element element = queue.poll();
            if (element == null) {
                receiver.begin();
                for (element = queue.poll(); element == null; element = queue.poll()) {
                    receiver.park();
                }
                receiver.end();
            }
            sender.wake();
            return element;
        }
    }
}
