// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;

/**
 * Direct buffers of a pool in queues of the JDK. A batch is drained; the JDK adds one by one.
 * Compared by CPU time on a busy machine, one by one with one and two workers, in batches with one:
 * a LinkedBlockingQueue took a quarter more than an ArrayBlockingQueue, and so did a
 * LinkedBlockingDeque, compared in batches alone. A LinkedTransferQueue, which is without the bound
 * that the works ask for, took as much one by one with one worker, a tenth less with two, and half
 * as much again in batches.
 */
final class QueuePipe implements PayloadPipe {

    static final String NOTE = "ArrayBlockingQueue of direct buffers, another as their pool";

    private final boolean batched;
    private final BlockingQueue<ByteBuffer> pool = new ArrayBlockingQueue<>(Batch.PAYLOADS);
    private final BlockingQueue<ByteBuffer> queue =
            new ArrayBlockingQueue<>(Batch.PAYLOADS_BETWEEN);

    QueuePipe(Work work) {
        batched = work == Work.DESCRIPTORS_4X4_BATCHED;
        pool.addAll(buffers());
    }

    /** The payloads of a pool, all of one piece of memory, in the machine's byte order. */
    static List<ByteBuffer> buffers() {
        ByteBuffer all = ByteBuffer.allocateDirect(Batch.PAYLOADS * Batch.PAYLOAD);
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < Batch.PAYLOADS; i++) {
            buffers.add(
                    all.slice(i * Batch.PAYLOAD, Batch.PAYLOAD)
                            .order(java.nio.ByteOrder.nativeOrder()));
        }
        return buffers;
    }

    @Override
    public void produce(int count) throws InterruptedException {
        List<ByteBuffer> mine = new ArrayList<>(Batch.PAYLOADS_AT_ONCE);
        for (int i = 0; i <= count; ) {
            mine.clear();
            mine.add(pool.take());
            if (batched) {
                pool.drainTo(mine, Math.min(Batch.PAYLOADS_AT_ONCE - 1, count - i));
            }
            for (int k = 0; k < mine.size(); k++, i++) {
                ByteBuffer payload = mine.get(k);
                long number = i < count ? Element.of(i).number() : END;
                payload.putLong(0, number);
                payload.putLong(Batch.LAST_WORD, number);
                queue.put(payload);
            }
        }
    }

    @Override
    public long consume() throws InterruptedException {
        List<ByteBuffer> mine = new ArrayList<>(Batch.PAYLOADS_AT_ONCE);
        long sum = 0;
        int ends = 0;
        while (ends == 0) {
            mine.clear();
            mine.add(queue.take());
            if (batched) {
                queue.drainTo(mine, Batch.PAYLOADS_AT_ONCE - 1);
            }
            for (int k = 0; k < mine.size(); k++) {
                ByteBuffer payload = mine.get(k);
                long first = payload.getLong(0);
                sum += first + payload.getLong(Batch.LAST_WORD);
                if (first == END && ++ends > 1) {
                    // That of another consumer.
                    queue.put(payload);
                } else {
                    pool.put(payload);
                }
            }
        }
        return sum;
    }
}
