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
 * For each work a queue of the JDK. Compared on a busy machine only: a LinkedBlockingQueue was
 * slower than the others; on rendezvous the best times of an Exchanger and of the transfers of a
 * LinkedTransferQueue came within 20 percent of a SynchronousQueue, on either side, which is kept
 * as the JDK's plain rendezvous.
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
