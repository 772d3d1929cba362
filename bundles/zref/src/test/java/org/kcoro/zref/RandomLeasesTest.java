// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many leases, at random, on several threads: each is closed once, and nothing is left. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomLeasesTest {

    private static final int LEASES = Effort.of(100_000, 1_000_000);

    private final Regions regions = Regions.create();

    private PoolRegion pool(int sample) {
        return regions.pool("random").blocks(40, 20).blocks(208, 20).leakSample(sample).build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void eachIsClosedOnce(int threads) throws Exception {
        Seeded.run(random -> run(random, threads, pool(1_000)));
    }

    private void run(SplittableRandom random, int threads, PoolRegion pool) throws Exception {
        List<FutureTask<Long>> runs = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            RandomLeases leases = new RandomLeases(pool, random.split(), i);
            runs.add(new FutureTask<>(() -> leases.run(LEASES / threads)));
        }
        for (FutureTask<Long> run : runs) {
            Thread.ofPlatform().daemon().start(run);
        }
        long taken = 0;
        for (FutureTask<Long> run : runs) {
            taken += run.get();
        }
        RegionSnapshot snapshot = pool.snapshot();
        assertEquals(taken, snapshot.leases());
        assertEquals(0, snapshot.live());
        assertEquals(0, snapshot.bytesOut());
        assertEquals(0, snapshot.leaked());
        assertTrue(snapshot.mostLive() <= 16L * threads, snapshot::toString);
        Invariants.check(pool);
        assertEquals(0, Invariants.traces(pool));
        // Slots are used again, and so is memory: there are as many as were live at once.
        assertTrue(Invariants.slots(pool) <= 512, "slots: " + Invariants.slots(pool));
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void regionsComeAndGo() throws InterruptedException {
        int before = Invariants.regions();
        for (int i = 0; i < Effort.of(1_000, 10_000); i++) {
            PoolRegion pool = pool(0);
            new RandomLeases(pool, new SplittableRandom(i), 0).run(50);
            regions.unregister(pool, Duration.ZERO);
        }
        assertEquals(before, Invariants.regions());
    }

    /** One lease is closed behind the back of its owner: the check is red. */
    @Test
    void aLeaseThatIsClosedTwiceIsFound() throws Exception {
        PoolRegion pool = pool(0);
        Descriptor mine = new Descriptor();
        Descriptor stolen = new Descriptor();
        pool.allocate(8, mine);
        Invariants.alias(mine, stolen);
        stolen.close();
        RandomLeases others = new RandomLeases(pool, new SplittableRandom(1), 0);
        others.run(1_000);
        assertThrows(IllegalStateException.class, mine::close);
        assertEquals(0, pool.snapshot().live());
        Invariants.check(pool);
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    /** A lease that nobody closes is seen by the same sums. */
    @Test
    void aLeaseThatIsLeftIsFound() throws Exception {
        PoolRegion pool = pool(0);
        Descriptor left = new Descriptor();
        pool.allocate(8, left);
        AssertionError found =
                assertThrows(AssertionError.class, () -> run(new SplittableRandom(2), 2, pool));
        assertTrue(found.getMessage().contains("expected"), found.getMessage());
        left.close();
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }
}
