// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

import org.jctools.queues.MpmcArrayQueue;
import org.kcoro.benchmarks.Element;

/**
 * Direct buffers of a pool in queues of JCTools, which do not wait: who finds nothing yields, then
 * sleeps.
 */
final class MpmcPipe implements PayloadPipe {

    static final String NOTE =
            "MpmcArrayQueue of direct buffers, another as their pool; virtual threads that yield"
                    + " until there is something, and then parkNanos(1)";

    private static final int YIELDS = 100;

    private final MpmcArrayQueue<ByteBuffer> pool = new MpmcArrayQueue<>(Batch.PAYLOADS);
    private final MpmcArrayQueue<ByteBuffer> queue = new MpmcArrayQueue<>(Batch.PAYLOADS_BETWEEN);

    MpmcPipe() {
        pool.addAll(QueuePipe.buffers());
    }

    private static ByteBuffer take(MpmcArrayQueue<ByteBuffer> from) {
        ByteBuffer taken = from.poll();
        for (int tries = 1; taken == null; tries++) {
            idle(tries);
            taken = from.poll();
        }
        return taken;
    }

    private static void put(MpmcArrayQueue<ByteBuffer> into, ByteBuffer payload) {
        for (int tries = 1; !into.offer(payload); tries++) {
            idle(tries);
        }
    }

    /** Those that only yield keep a carrier from virtual threads that others have made ready. */
    private static void idle(int tries) {
        if (tries < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(1);
        }
    }

    @Override
    public void produce(int count) {
        for (int i = 0; i <= count; i++) {
            ByteBuffer payload = take(pool);
            long number = i < count ? Element.of(i).number() : END;
            payload.putLong(0, number);
            payload.putLong(Batch.LAST_WORD, number);
            put(queue, payload);
        }
    }

    @Override
    public long consume() {
        long sum = 0;
        while (true) {
            ByteBuffer payload = take(queue);
            long first = payload.getLong(0);
            sum += first + payload.getLong(Batch.LAST_WORD);
            put(pool, payload);
            if (first == END) {
                return sum;
            }
        }
    }
}
