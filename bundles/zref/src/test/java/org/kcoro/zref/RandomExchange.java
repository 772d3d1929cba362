// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Coroutines that hand payloads over in all ways there are, until something ends it: a close, a
 * cancel of the channel or of one of them, an unbinding, the loss of the backend, or of the region.
 * It checks itself: each payload has one fate, its lease is closed once, the region ends empty, and
 * the backend has let the channel go, once.
 */
final class RandomExchange {

    private static final int PAIRS = 2;
    private static final int BLOCKS = 16;
    private static final int MAX_MICROS = 200;

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final Regions regions;
    private final int leases;
    private final PoolRegion pool;
    private final CountingBackend backend;
    private final Backends backends;
    private final BackendRegistration registration;
    private final DescriptorChannel channel;

    private final AtomicIntegerArray given;
    private final AtomicIntegerArray ended;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger senders = new AtomicInteger(PAIRS);
    private final AtomicInteger receivers = new AtomicInteger(PAIRS);

    /** Those that were launched so far; a receiver first. */
    private final List<Coroutine<?>> all = new CopyOnWriteArrayList<>();

    private final int endAt;
    private final int endBy;
    private final SplittableRandom endWith;

    /**
     * @param leases how many payloads there are at most
     * @param backend makes the channel; nobody else uses it
     */
    RandomExchange(
            Scheduler scheduler, SplittableRandom random, int leases, CountingBackend backend) {
        this(scheduler, random, leases, 64, backend);
    }

    /**
     * @param blockSize of the pool, in bytes
     */
    RandomExchange(
            Scheduler scheduler,
            SplittableRandom random,
            int leases,
            int blockSize,
            CountingBackend backend) {
        this.scheduler = scheduler;
        this.random = random;
        this.leases = leases;
        this.backend = backend;
        this.given = new AtomicIntegerArray(leases);
        this.ended = new AtomicIntegerArray(leases);
        regions = Regions.builder().leakSample(random.nextInt(4)).build();
        pool = regions.pool("payloads").blocks(blockSize, 1 + random.nextInt(BLOCKS)).build();
        backends = Backends.builder().drain(Duration.ZERO).build();
        registration = backends.register(backend, 0);
        channel = backends.bind(backend.name(), spec().onUndelivered(this::returned));
        endAt = random.nextInt(leases + leases / 4);
        endBy = random.nextInt(6);
        endWith = random.split();
    }

    private DescriptorSpec spec() {
        String name = "payloads";
        return switch (random.nextInt(6)) {
            case 0 -> DescriptorSpec.rendezvous(name);
            case 1 -> DescriptorSpec.conflated(name);
            case 2 -> DescriptorSpec.unlimited(name);
            default ->
                    DescriptorSpec.buffered(name, 1 + random.nextInt(8))
                            .onOverflow(
                                    random.nextInt(3) > 0
                                            ? OverflowPolicy.WAIT
                                            : random.nextBoolean()
                                                    ? OverflowPolicy.DROP_LATEST
                                                    : OverflowPolicy.DROP_OLDEST);
        };
    }

    private void returned(Descriptor undelivered) {
        ended.incrementAndGet((int) undelivered.getLong(0));
    }

    /** A payload that was received; its lease ends. */
    void received(Descriptor payload) {
        ended.incrementAndGet((int) payload.getLong(0));
        payload.close();
    }

    /** So many payloads that were received; their leases end. */
    void received(Descriptor[] payloads, int count) {
        for (int i = 0; i < count; i++) {
            ended.incrementAndGet((int) payloads[i].getLong(0));
        }
        Descriptor.closeAll(payloads, 0, count);
    }

    void gave(Descriptor payload, int number) {
        if (payload.isEmpty()) {
            given.incrementAndGet(number);
        } else {
            payload.close();
        }
    }

    DescriptorChannel channel() {
        return channel;
    }

    /**
     * Allocates a payload with the next number; now and then that of the end.
     *
     * @return its number, or -1 when there are no more
     */
    int allocate(Descriptor into) throws InterruptedException {
        int number = next();
        if (number >= 0) {
            pool.allocate(8, into);
            into.setLong(0, number);
        }
        return number;
    }

    /**
     * Allocates payloads with the next numbers; those for which there is no block are spent.
     *
     * @param numbers filled with theirs
     * @return how many; 0 when there are no more
     */
    int allocateSome(Descriptor[] into, int[] numbers) throws InterruptedException {
        int wanted = 0;
        while (wanted < into.length) {
            numbers[wanted] = next();
            if (numbers[wanted] < 0) {
                break;
            }
            wanted++;
        }
        int count = wanted == 0 ? 0 : pool.allocateSome(8, into, 0, wanted);
        for (int i = 0; i < count; i++) {
            into[i].setLong(0, numbers[i]);
        }
        return count;
    }

    private int next() throws InterruptedException {
        int number = begun.getAndIncrement();
        if (number == endAt) {
            end();
        }
        return number >= leases ? -1 : number;
    }

    private void end() throws InterruptedException {
        switch (endBy) {
            case 0 -> channel.close();
            case 1 -> channel.cancel(null);
            case 2 -> {
                try {
                    backends.unbind(channel, shortly());
                } catch (IllegalArgumentException e) {
                    // It is at its end already.
                }
            }
            case 3 -> registration.drain(shortly());
            case 4 -> all.get(endWith.nextInt(all.size())).cancel();
            default -> {
                try {
                    regions.unregister(pool, shortly());
                } catch (LiveLeasesException e) {
                    // It goes on.
                }
            }
        }
    }

    private Duration shortly() {
        return Duration.ofNanos(endWith.nextInt(1 + 1_000 * MAX_MICROS));
    }

    /** Runs it; answers how many leases there were. */
    long run() throws Exception {
        for (int i = 0; i < PAIRS; i++) {
            RandomSender sender = new RandomSender(this, random.split());
            RandomReceiver receiver = new RandomReceiver(this, random.split());
            all.add(scheduler.launch("receiver" + i, () -> use(receiver::run, receivers)));
            all.add(scheduler.launch("sender" + i, () -> use(sender::run, senders)));
        }
        for (Coroutine<?> each : all) {
            try {
                each.join();
            } catch (CancellationException e) {
                assertTrue(each.isCancelRequested(), "stopped by nobody");
            } catch (ExecutionException e) {
                throw new AssertionError(each.name() + " of " + this + ": " + e.getCause(), e);
            }
        }
        check();
        return pool.snapshot().leases();
    }

    /** What a coroutine does here. */
    interface Body {
        void run() throws Exception;
    }

    private void use(Body body, AtomicInteger side) throws Exception {
        try {
            body.run();
        } catch (ChannelClosedException | RegionClosedException e) {
            // The end came.
        } finally {
            if (side.decrementAndGet() == 0) {
                if (side == senders) {
                    channel.close();
                } else {
                    channel.cancel(null);
                }
            }
        }
    }

    private void check() {
        assertEquals(List.of(), backends.drain(Duration.ZERO), "channels that are left");
        assertEquals(List.of(), backends.channels(), "channels that are bound");
        backend.checkAllDetached();
        for (int i = 0; i < leases; i++) {
            assertEquals(given.get(i), ended.get(i), this + ": fates of payload " + i);
            assertTrue(given.get(i) <= 1, "a payload was given twice");
        }
        DescriptorCounters counters = channel.counters();
        assertEquals(
                counters.sent(), counters.received() + counters.returned(), counters::toString);
        assertEquals(0, counters.inside(), counters::toString);
        RegionSnapshot snapshot = pool.snapshot();
        assertEquals(0, snapshot.live(), this + ": leases that are left");
        assertEquals(0, snapshot.bytesOut(), "bytes that are left");
        assertEquals(0, snapshot.leaked(), "leases that were reclaimed");
        Invariants.check(pool);
        assertEquals(0, Invariants.traces(pool), "traces that are left");
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Override
    public String toString() {
        return channel + ", end " + endBy + " at " + endAt;
    }
}
