// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;

/**
 * For each work the queue of the JDK that is the fastest there. An Exchanger and the transfers of a
 * LinkedTransferQueue were about as fast as a SynchronousQueue; a LinkedBlockingQueue was slower
 * than the others.
 */
final class JdkConduits implements Conduits {

    /** The name of the queue. */
    static String named(Work work) {
        return switch (work) {
            case RENDEZVOUS, PINGPONG -> "SynchronousQueue";
            case UNLIMITED -> "LinkedTransferQueue";
            default -> "ArrayBlockingQueue";
        };
    }

    @Override
    public Conduit open(Work work) {
        return switch (work) {
            case RENDEZVOUS, PINGPONG -> of(new SynchronousQueue<>());
            case UNLIMITED -> of(new LinkedTransferQueue<>());
            default -> of(new ArrayBlockingQueue<>(Batch.capacity(work)));
        };
    }

    private static Conduit of(BlockingQueue<Element> queue) {
        return new Conduit() {
            @Override
            public void send(Element element) throws InterruptedException {
                queue.put(element);
            }

            @Override
            public Element receive() throws InterruptedException {
                return queue.take();
            }
        };
    }

    @Override
    public void run(List<Body> bodies) throws Exception {
        VirtualThreads.run(bodies);
    }
}
