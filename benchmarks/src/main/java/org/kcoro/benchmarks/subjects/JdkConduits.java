// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TransferQueue;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;

/** For each work the queue of the JDK that was the fastest there. */
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
        // Set by hand only, to find out which queue is the fastest.
        String queue = System.getProperty("kcoro.benchmarks.queue", named(work));
        int capacity = Batch.capacity(work) == 0 ? Integer.MAX_VALUE : Batch.capacity(work);
        return switch (queue) {
            case "SynchronousQueue" -> of(new SynchronousQueue<>());
            case "SynchronousQueue, fair" -> of(new SynchronousQueue<>(true));
            case "LinkedTransferQueue, transfer" -> transfer(new LinkedTransferQueue<>());
            case "LinkedTransferQueue" -> of(new LinkedTransferQueue<>());
            case "ArrayBlockingQueue" -> of(new ArrayBlockingQueue<>(capacity));
            case "LinkedBlockingQueue" -> of(new LinkedBlockingQueue<>(capacity));
            default -> throw new IllegalArgumentException("there is no queue '" + queue + "'");
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

    private static Conduit transfer(TransferQueue<Element> queue) {
        return new Conduit() {
            @Override
            public void send(Element element) throws InterruptedException {
                queue.transfer(element);
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
