// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Coroutines on a simulated machine that allocate from a small pool, share, slice and close what
 * they have, while others are cancelled and somebody tries to unregister it, as random numbers will
 * have it. It checks itself: a block has the owner that it was given to, who comes first is served
 * first, nothing is leased at the end, and all is counted.
 */
final class SimulatedPool {

    private static final int MAX_USERS = 5;
    private static final int MAX_BLOCKS = 3;
    private static final int MAX_ACTIONS = 6;

    /** A few steps of the machine, so that everything meets. */
    private static final int MAX_WAIT_NANOS = 2_000;

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason PAUSE = new WaitReason("pause", "simulated pool");

    /** A wait without a timeout. */
    private record Waiting(int since, Coroutine<?> who, int attempt) {}

    private final Port port;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final Regions regions = Regions.builder().leakSample(3).build();
    private final PoolRegion sound;
    private final PoolRegion pool;
    private final int blocks;
    private final List<Coroutine<?>> users = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Throwable> unseen = new ArrayList<>();

    /** Leases of each block, by its offset. */
    private final Map<Long, Integer> held = new HashMap<>();

    /** What was found first; what others find after it is what follows from it. */
    private AssertionError found;

    private int clock;

    /** Begins and ends of attempts to unregister the pool; each refuses those that wait. */
    private int attempts;

    private int marks;
    private long leases;

    private SimulatedPool(Port port, Machine machine, UnaryOperator<PoolRegion> wrapper) {
        this.port = port;
        random = new SplittableRandom(port.nextRandom());
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(machine.switcher())
                        .workers(machine.workers())
                        .failureHandler((coroutine, failure) -> unseen.add(failure))
                        .build();
        blocks = 1 + random.nextInt(MAX_BLOCKS);
        sound = regions.pool("simulated").blocks(64, blocks).build();
        pool = wrapper.apply(sound);
    }

    /**
     * Runs the program that a port's random numbers describe.
     *
     * @param wrapper of the pool that is used; may plant a fault
     */
    static void run(Port port, Machine machine, UnaryOperator<PoolRegion> wrapper)
            throws Exception {
        new SimulatedPool(port, machine, wrapper).run();
    }

    private void run() throws Exception {
        int count = 2 + random.nextInt(MAX_USERS - 1);
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            users.add(scheduler.launch("user" + i, () -> use(own)));
        }
        if (random.nextBoolean()) {
            SplittableRandom own = random.split();
            scheduler.launch("closer", () -> tryToUnregister(own)).join();
        }
        for (Coroutine<?> user : users) {
            try {
                user.join();
            } catch (CancellationException e) {
                assertTrue(user.isCancelRequested(), "stopped by nobody");
            } catch (ExecutionException e) {
                if (found != null) {
                    throw found;
                }
                throw new AssertionError(e.getCause().getMessage(), e.getCause());
            }
        }
        assertEquals(List.of(), unseen, "failures");
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        RegionSnapshot snapshot = sound.snapshot();
        assertEquals(0, snapshot.live(), "leases that are left");
        assertEquals(0, snapshot.bytesOut(), "bytes that are left");
        assertEquals(0, Rig.waiting(sound), "waiters that are left");
        assertEquals(leases, snapshot.leases(), "leases that were counted");
        assertEquals(0, Invariants.traces(sound), "traces that are left");
        Invariants.check(sound);
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    /** In vain or not; where it ends the pool, users find it closed. */
    private void tryToUnregister(SplittableRandom own) throws InterruptedException {
        pause(own);
        attempts++;
        try {
            regions.unregister(sound, shortTime(own));
        } catch (LiveLeasesException e) {
            attempts++;
            Invariants.check(sound);
        }
    }

    private static Duration shortTime(SplittableRandom own) {
        return Duration.ofNanos(own.nextInt(MAX_WAIT_NANOS));
    }

    private void pause(SplittableRandom own) {
        if (own.nextBoolean()) {
            Parker parker = Parker.current();
            parker.parkUntil(PAUSE, parker.nanoTime() + own.nextInt(MAX_WAIT_NANOS));
        }
    }

    private void use(SplittableRandom own) throws InterruptedException {
        int actions = 1 + own.nextInt(MAX_ACTIONS);
        try {
            for (int i = 0; i < actions; i++) {
                if (own.nextInt(8) == 0 && !users.isEmpty()) {
                    users.get(own.nextInt(users.size())).cancel();
                }
                if (own.nextInt(4) == 0) {
                    keepSome(own);
                    continue;
                }
                Descriptor block = new Descriptor();
                if (allocate(own, block)) {
                    keep(own, block);
                }
            }
        } catch (RegionClosedException e) {
            // Unregistered, or while that was tried.
        }
    }

    private boolean allocate(SplittableRandom own, Descriptor into) throws InterruptedException {
        int since = clock++;
        if (own.nextInt(3) == 0) {
            if (!pool.allocate(64, shortTime(own), into)) {
                return false;
            }
        } else {
            allocateSome(since, 1, into);
        }
        checkAllocated(since, 1, into);
        return true;
    }

    /** Waits for the first, and takes the others that are free; answers how many. */
    private int allocateSome(int since, int count, Descriptor... into) throws InterruptedException {
        Waiting call = new Waiting(since, Coroutine.current(), attempts);
        waiting.add(call);
        try {
            if (count > 1) {
                return pool.allocateSome(64, into, 0, count);
            }
            pool.allocate(64, into[0]);
            return 1;
        } finally {
            waiting.remove(call);
        }
    }

    private void checkAllocated(int since, int count, Descriptor... into) {
        leases += count;
        try {
            for (int i = 0; i < count; i++) {
                assertEquals(null, held.put(into[i].offset(), 1), "a block that another has");
            }
            checkTurn(since);
        } catch (AssertionError e) {
            found = found == null ? e : found;
            // Others wait for the blocks, for ever.
            Descriptor.closeAll(into, 0, count);
            throw e;
        }
    }

    private void checkTurn(int since) {
        // Those that came before have been given theirs, though they may not have run since.
        long given =
                waiting.stream()
                        .filter(other -> other.since < since && other.attempt == attempts)
                        .filter(other -> !other.who.isCancelRequested())
                        .count();
        assertTrue(held.size() + given <= blocks, "served before one that came before");
    }

    /** Many at once, one of which others may wait for. */
    private void keepSome(SplittableRandom own) throws InterruptedException {
        Descriptor[] all = new Descriptor[2 + own.nextInt(MAX_BLOCKS)];
        Arrays.setAll(all, i -> new Descriptor());
        int since = clock++;
        int count = allocateSome(since, all.length, all);
        checkAllocated(since, count, all);
        long mark = ++marks;
        for (int i = 0; i < count; i++) {
            all[i].setLong(0, mark);
        }
        try {
            pause(own);
        } finally {
            for (int i = 0; i < count; i++) {
                assertEquals(mark, all[i].getLong(0), "what another wrote");
                held.remove(all[i].offset());
            }
            Descriptor.closeAll(all, 0, count);
        }
        Invariants.check(sound);
    }

    private void keep(SplittableRandom own, Descriptor block) {
        long offset = block.offset();
        long mark = ++marks;
        block.setLong(0, mark);
        List<Descriptor> all = new ArrayList<>(List.of(block));
        try {
            pause(own);
            while (own.nextInt(3) == 0) {
                Descriptor another = new Descriptor();
                if (own.nextBoolean()) {
                    all.get(own.nextInt(all.size())).retain(another);
                } else {
                    all.get(own.nextInt(all.size())).slice(0, 8, another);
                }
                all.add(another);
                leases++;
                pause(own);
            }
        } finally {
            while (!all.isEmpty()) {
                Descriptor one = all.remove(own.nextInt(all.size()));
                assertEquals(mark, one.getLong(0), "what another wrote");
                if (all.isEmpty()) {
                    held.remove(offset);
                }
                one.close();
            }
        }
        Invariants.check(sound);
    }
}
