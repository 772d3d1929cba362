// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * One that takes leases, shares, moves, checks and closes them, at random. It has so many at most,
 * and closes each once; now and then it tries one that was closed.
 */
final class RandomLeases {

    private static final int MOST = 16;

    /** Where the number stands that its first owner has written. */
    private static final int MARK = 0;

    private static final class Held {
        private final Descriptor descriptor = new Descriptor();
        private Lease lease;
        private long mark;
    }

    private final PoolRegion pool;
    private final SplittableRandom random;
    private final long name;
    private final List<Held> held = new ArrayList<>();
    private long taken;
    private long closed;

    /**
     * @param name differs from those of all others
     */
    RandomLeases(PoolRegion pool, SplittableRandom random, int name) {
        this.pool = pool;
        this.random = random;
        this.name = (long) name << 32;
    }

    /** Takes at least so many leases, and closes them; answers how many it took. */
    long run(long count) {
        while (taken < count) {
            step();
        }
        while (!held.isEmpty()) {
            close(held.remove(held.size() - 1));
        }
        assertEquals(taken, closed);
        return taken;
    }

    private void step() {
        if (held.isEmpty() || held.size() < MOST && random.nextInt(3) == 0) {
            allocate();
            return;
        }
        int index = random.nextInt(held.size());
        Held one = held.get(index);
        check(one);
        switch (random.nextInt(8)) {
            case 0, 1 -> share(one);
            case 2 -> {
                Held moved = new Held();
                moved.mark = one.mark;
                toDescriptor(one);
                one.descriptor.moveTo(moved.descriptor);
                assertThrows(IllegalStateException.class, one.descriptor::close);
                held.set(index, moved);
            }
            case 3 -> toLease(one);
            case 4 -> closeSome(1 + random.nextInt(held.size()));
            default -> {
                held.set(index, held.get(held.size() - 1));
                held.remove(held.size() - 1);
                close(one);
            }
        }
    }

    private void allocate() {
        Held one = new Held();
        if (pool.tryAllocate(8 + random.nextInt(200), one.descriptor)) {
            one.mark = name + ++taken;
            one.descriptor.setLong(MARK, one.mark);
            held.add(one);
        }
    }

    private static void toDescriptor(Held one) {
        if (one.lease != null) {
            one.lease.moveTo(one.descriptor);
            one.lease = null;
        }
    }

    private static void toLease(Held one) {
        if (one.lease == null) {
            one.lease = one.descriptor.toLease();
        }
    }

    private void share(Held one) {
        if (held.size() >= MOST) {
            return;
        }
        Held another = new Held();
        another.mark = one.mark;
        boolean slice = random.nextBoolean();
        if (one.lease != null) {
            another.lease = slice ? one.lease.slice(0, 8) : one.lease.retain();
        } else if (slice) {
            one.descriptor.slice(0, 8, another.descriptor);
        } else {
            one.descriptor.retain(another.descriptor);
        }
        taken++;
        held.add(another);
    }

    private static void check(Held one) {
        long mark =
                one.lease == null
                        ? one.descriptor.getLong(MARK)
                        : one.lease
                                .segment()
                                .get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, MARK);
        assertEquals(one.mark, mark, "what another wrote");
    }

    /** Closes so many of those that it has at once, now and then one of them twice. */
    private void closeSome(int count) {
        List<Held> some = held.subList(held.size() - count, held.size());
        Descriptor[] all = new Descriptor[count + 1];
        for (int i = 0; i < count; i++) {
            check(some.get(i));
            toDescriptor(some.get(i));
            all[i] = some.get(i).descriptor;
        }
        some.clear();
        closed += count;
        if (random.nextInt(16) == 0) {
            all[count] = all[random.nextInt(count)];
            assertThrows(IllegalStateException.class, () -> Descriptor.closeAll(all, 0, count + 1));
        } else {
            Descriptor.closeAll(all, 0, count);
        }
    }

    private void close(Held one) {
        check(one);
        boolean again = random.nextInt(64) == 0;
        if (one.lease != null) {
            one.lease.close();
            if (again) {
                assertThrows(IllegalStateException.class, one.lease::close);
            }
        } else {
            one.descriptor.close();
            if (again) {
                assertThrows(IllegalStateException.class, one.descriptor::close);
                assertThrows(IllegalStateException.class, () -> one.descriptor.getLong(MARK));
            }
        }
        closed++;
    }
}
