// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.SubjectProvider;
import org.kcoro.benchmarks.Work;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;

/** The Disruptor's ring between two virtual threads, with its blocking wait. */
public final class DisruptorProvider implements SubjectProvider {

    @Override
    public String system() {
        return "disruptor";
    }

    @Override
    public Set<Work> works() {
        return EnumSet.of(Work.BUFFERED_16, Work.BUFFERED_1024);
    }

    @Override
    public List<String> jvmOptions(int workers) {
        return JdkProvider.schedulerOptions(workers);
    }

    @Override
    public String note(Work work) {
        return "single-producer ring and BlockingWaitStrategy between virtual threads; its sender"
                + " backs off with parkNanos(1) when the ring is full";
    }

    @Override
    public Subject open(int workers) {
        Conduits conduits =
                new Conduits() {
                    @Override
                    public Conduit open(Work work) {
                        return new Ring(Batch.capacity(work));
                    }

                    @Override
                    public void run(List<Body> bodies) throws Exception {
                        VirtualThreads.run(bodies);
                    }
                };
        return new Subject() {
            @Override
            public long exchange(Work work, int count) throws Exception {
                return Exchange.run(conduits, work, count);
            }
        };
    }

    private static final class Slot {
        private Element element;
    }

    private static final class Ring implements Conduit {

        private final RingBuffer<Slot> ring;
        private final SequenceBarrier barrier;
        private final Sequence received = new Sequence();

        /** The receiver's own: what it has taken, and what it knows to be there. */
        private long taken = -1;

        private long available = -1;

        Ring(int capacity) {
            ring = RingBuffer.createSingleProducer(Slot::new, capacity, new BlockingWaitStrategy());
            barrier = ring.newBarrier();
            ring.addGatingSequences(received);
        }

        @Override
        public void send(Element element) {
            long sequence = ring.next();
            ring.get(sequence).element = element;
            ring.publish(sequence);
        }

        @Override
        public Element receive() throws Exception {
            if (taken == available) {
                // In batches, as the Disruptor's own processors do.
                received.set(taken);
                available = barrier.waitFor(taken + 1);
            }
            taken++;
            return ring.get(taken).element;
        }
    }
}
