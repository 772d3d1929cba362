// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.Arrays;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;

/** A region and a descriptor channel of kcoro. */
final class DescriptorPipe implements PayloadPipe {

    private final boolean batched;
    private final PoolRegion pool;
    private final DescriptorChannel channel;

    DescriptorPipe(Work work, Regions regions) {
        batched = work == Work.DESCRIPTORS_4X4_BATCHED;
        pool = regions.pool(work.label()).blocks(Batch.PAYLOAD, Batch.PAYLOADS).build();
        channel = DescriptorSpec.buffered("bench", Batch.PAYLOADS_BETWEEN).open(Backends.ZREF);
    }

    /**
     * @throws IllegalStateException when a payload was not given back
     */
    void checkEmpty() {
        long live = pool.snapshot().live();
        if (live != 0) {
            throw new IllegalStateException(live + " payloads were not given back");
        }
    }

    @Override
    public void produce(int count) throws InterruptedException {
        if (batched) {
            produceInBatches(count);
            return;
        }
        Descriptor mine = new Descriptor();
        for (int i = 0; i < count; i++) {
            fill(mine, Element.of(i).number());
            channel.send(mine);
        }
        fill(mine, END);
        channel.send(mine);
    }

    private void fill(Descriptor empty, long number) throws InterruptedException {
        pool.allocate(Batch.PAYLOAD, empty);
        write(empty, number);
    }

    private static void write(Descriptor payload, long number) {
        payload.setLong(0, number);
        payload.setLong(Batch.LAST_WORD, number);
    }

    private void produceInBatches(int count) throws InterruptedException {
        Descriptor[] mine = descriptors();
        for (int i = 0; i <= count; ) {
            int wanted = Math.min(mine.length, count + 1 - i);
            int taken = pool.allocateSome(Batch.PAYLOAD, mine, 0, wanted);
            for (int k = 0; k < taken; k++, i++) {
                write(mine[k], i < count ? Element.of(i).number() : END);
            }
            for (int sent = 0; sent < taken; ) {
                sent += channel.sendSome(mine, sent, taken);
            }
        }
    }

    private static Descriptor[] descriptors() {
        Descriptor[] all = new Descriptor[Batch.PAYLOADS_AT_ONCE];
        Arrays.setAll(all, i -> new Descriptor());
        return all;
    }

    @Override
    public long consume() throws InterruptedException {
        return batched ? consumeInBatches() : consumeEach();
    }

    private long consumeEach() throws InterruptedException {
        Descriptor mine = new Descriptor();
        long sum = 0;
        while (true) {
            channel.receiveInto(mine);
            long first = mine.getLong(0);
            sum += first + mine.getLong(Batch.LAST_WORD);
            mine.close();
            if (first == END) {
                return sum;
            }
        }
    }

    private long consumeInBatches() throws InterruptedException {
        Descriptor[] mine = descriptors();
        long sum = 0;
        int ends = 0;
        while (ends == 0) {
            int received = channel.receiveSome(mine, 0, mine.length);
            for (int i = 0; i < received; i++) {
                long first = mine[i].getLong(0);
                sum += first + mine[i].getLong(Batch.LAST_WORD);
                ends += first == END ? 1 : 0;
            }
            Descriptor.closeAll(mine, 0, received);
        }
        // Those of the others.
        for (; ends > 1; ends--) {
            fill(mine[0], END);
            channel.send(mine[0]);
        }
        return sum;
    }
}
