// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.PoolRegionBuilder;

/** Builds a pool of a registry. */
final class PoolBuilder implements PoolRegionBuilder {

    private static final long KIB = 1024;

    private final RegionRegistry registry;
    private final String name;
    private final Map<Long, Integer> counts = new TreeMap<>();
    private final MemoryWishes wishes;

    PoolBuilder(RegionRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
        wishes = new MemoryWishes(name, registry.leakSample());
    }

    @Override
    public PoolRegionBuilder blocks(long size, int count) {
        if (size < 1 || count < 1) {
            throw new IllegalArgumentException(
                    "region "
                            + name
                            + ": "
                            + count
                            + " blocks of "
                            + size
                            + " bytes cannot be;"
                            + " both must be 1 or more");
        }
        if (counts.putIfAbsent(size, count) != null) {
            throw new IllegalArgumentException(
                    "region " + name + " has blocks of " + size + " bytes; add each size once");
        }
        return this;
    }

    @Override
    public PoolRegionBuilder hugePages() {
        wishes.hugePages = true;
        return this;
    }

    @Override
    public PoolRegionBuilder locked() {
        wishes.locked = true;
        return this;
    }

    @Override
    public PoolRegionBuilder leakSample(int sample) {
        wishes.leakSample(sample);
        return this;
    }

    @Override
    public PoolRegion build() {
        if (counts.isEmpty()) {
            blocks(256, 1024);
            blocks(2 * KIB, 512);
            blocks(16 * KIB, 64);
        }
        registry.checkFree(name);
        List<SizeClass> classes = classes();
        long bytes = bytes(classes);
        Arena arena = Arena.ofShared();
        MemoryGrant grant = null;
        try {
            MemorySegment memory = arena.allocate(bytes, wishes.alignment());
            grant = wishes.grant(NativeMemory.ofSystem(), memory);
            LocalRegion.Parts parts =
                    new LocalRegion.Parts(
                            name, arena, memory, false, grant, wishes.leakSample(), () -> {});
            LocalPool pool = new LocalPool(parts, classes);
            registry.register(pool);
            return pool;
        } catch (Throwable e) {
            if (grant != null) {
                grant.release();
            }
            arena.close();
            throw e;
        }
    }

    private List<SizeClass> classes() {
        List<SizeClass> classes = new ArrayList<>();
        long slots = 0;
        for (Map.Entry<Long, Integer> each : counts.entrySet()) {
            classes.add(new SizeClass(classes.size(), each.getKey(), each.getValue(), (int) slots));
            slots += each.getValue();
            if (slots > SlotTable.MAX_BLOCKS) {
                throw tooMany(null);
            }
        }
        return classes;
    }

    private long bytes(List<SizeClass> classes) {
        try {
            return LocalPool.bytes(classes);
        } catch (ArithmeticException e) {
            throw tooMany(e);
        }
    }

    private IllegalArgumentException tooMany(Throwable cause) {
        return new IllegalArgumentException(
                "region " + name + " has more blocks, or bytes, than can be counted; ask for fewer",
                cause);
    }
}
