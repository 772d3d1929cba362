// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Subject;
import org.kcoro.benchmarks.Work;

/** A system whose queues lose or double one element, or do neither. */
public enum Planted implements Conduits {
    WHOLE {
        @Override
        void send(BlockingQueue<Element> queue, Element element, boolean chosen) {
            queue.add(element);
        }
    },

    LOSES {
        @Override
        void send(BlockingQueue<Element> queue, Element element, boolean chosen) {
            if (!chosen) {
                queue.add(element);
            }
        }
    },

    DOUBLES {
        @Override
        void send(BlockingQueue<Element> queue, Element element, boolean chosen) {
            queue.add(element);
            if (chosen) {
                queue.add(element);
            }
        }
    };

    /** Neither the first nor a last one. */
    private static final int CHOSEN = 7;

    abstract void send(BlockingQueue<Element> queue, Element element, boolean chosen);

    /** The subject that uses it. */
    public Subject subject() {
        return new Subject() {
            @Override
            public long exchange(Work work, int count) throws Exception {
                return Exchange.run(Planted.this, work, count);
            }
        };
    }

    @Override
    public Conduit open(Work work) {
        BlockingQueue<Element> queue = new LinkedBlockingQueue<>();
        AtomicInteger sent = new AtomicInteger();
        return new Conduit() {
            @Override
            public void send(Element element) {
                Planted.this.send(queue, element, sent.getAndIncrement() == CHOSEN);
            }

            @Override
            public Element receive() throws InterruptedException {
                return queue.take();
            }
        };
    }

    @Override
    public Callable<Element> select(Conduit first, Conduit second) {
        // All of one, then all of the other: its senders wait for nobody.
        return new Callable<>() {
            private Conduit current = first;

            @Override
            public Element call() throws Exception {
                Element element = current.receive();
                if (element == Element.LAST) {
                    current = second;
                }
                return element;
            }
        };
    }

    @Override
    public void run(List<Body> bodies) throws Exception {
        VirtualThreads.run(bodies);
    }
}
