// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What descriptors do allocates nothing, once it is compiled. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {

    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
    private static final int OPERATIONS = 100_000;

    /** So often is asked again where the compiler has not come to it. */
    private static final int ROUNDS = 50;

    private final Regions regions = Regions.create();
    private final PoolRegion pool = regions.pool("blocks").blocks(1024, 16).build();
    private final Descriptor descriptor = new Descriptor();
    private final Descriptor other = new Descriptor();

    private interface Step {
        void run() throws InterruptedException;
    }

    @AfterEach
    void end() {
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    /**
     * By the current thread so far, in bytes. The JDK's own interface to it is in no module here.
     */
    private static long allocated() {
        try {
            return (long)
                    BEANS.getAttribute(
                            new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                            "CurrentThreadAllocatedBytes");
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    /** The least that a step allocates in a round, in bytes; whole ones only. */
    private static long bytes(Step step) throws InterruptedException {
        return bytes(step, ROUNDS);
    }

    private static long bytes(Step step, int rounds) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < rounds && least > 0; round++) {
            long before = allocated();
            for (int i = 0; i < OPERATIONS; i++) {
                step.run();
            }
            least = Math.min(least, (allocated() - before) / OPERATIONS);
        }
        return least;
    }

    @Test
    void allocateAccessAndClose() throws InterruptedException {
        assertEquals(
                0,
                bytes(
                        () -> {
                            pool.allocate(1024, descriptor);
                            descriptor.setLong(0, 1);
                            descriptor.setLong(1016, descriptor.getLong(0));
                            descriptor.close();
                        }));
    }

    @Test
    void retainSliceAndMove() throws InterruptedException {
        pool.allocate(1024, descriptor);
        Descriptor third = new Descriptor();
        assertEquals(
                0,
                bytes(
                        () -> {
                            descriptor.retain(other);
                            other.moveTo(third);
                            third.slice(8, 8, other);
                            third.close();
                            other.close();
                        }));
        descriptor.close();
    }

    @Test
    void triesThatFindNothing() throws InterruptedException {
        PoolRegion small = regions.pool("small").blocks(8, 1).build();
        small.allocate(8, descriptor);
        assertEquals(0, bytes(() -> small.tryAllocate(8, other)));
        descriptor.close();
    }

    /** The way of a payload through a channel, alone and in batches. */
    @Test
    void sendAndReceive() throws InterruptedException {
        DescriptorChannel channel = DescriptorSpec.buffered("channel", 16).open("test");
        assertEquals(
                0,
                bytes(
                        () -> {
                            pool.allocate(1024, descriptor);
                            channel.send(descriptor);
                            channel.receiveInto(other);
                            other.close();
                        }));
        Descriptor[] sent = {descriptor, new Descriptor(), new Descriptor()};
        Descriptor[] received = {other, new Descriptor(), new Descriptor()};
        assertEquals(
                0,
                bytes(
                        () -> {
                            pool.allocateSome(1024, sent, 0, sent.length);
                            channel.sendSome(sent, 0, sent.length);
                            channel.receiveSome(received, 0, received.length);
                            Descriptor.closeAll(received, 0, received.length);
                        }));
    }

    /** What a sample costs. */
    @Test
    void anAllocationIsSeen() throws InterruptedException {
        PoolRegion traced = regions.pool("traced").blocks(8, 1).leakSample(1).build();
        long bytes =
                bytes(
                        () -> {
                            traced.allocate(8, descriptor);
                            descriptor.close();
                        },
                        1);
        assertTrue(bytes >= 100, bytes + " bytes for a trace");
    }
}
