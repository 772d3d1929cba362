// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.io.IOException;
import java.lang.foreign.Arena;

import org.kcoro.zref.MappedRegion;
import org.kcoro.zref.MappedRegionBuilder;

/** Builds a mapped region of a registry. */
final class MappedBuilder implements MappedRegionBuilder {

    private final RegionRegistry registry;
    private final String name;
    private final MappedSource source;
    private final MemoryWishes wishes;
    private boolean readOnly = true;

    MappedBuilder(RegionRegistry registry, String name, MappedSource source) {
        this.registry = registry;
        this.name = name;
        this.source = source;
        wishes = new MemoryWishes(name, registry.leakSample());
    }

    @Override
    public MappedRegionBuilder readOnly() {
        readOnly = true;
        return this;
    }

    @Override
    public MappedRegionBuilder readWrite() {
        readOnly = false;
        return this;
    }

    @Override
    public MappedRegionBuilder hugePages() {
        wishes.hugePages = true;
        return this;
    }

    @Override
    public MappedRegionBuilder locked() {
        wishes.locked = true;
        return this;
    }

    @Override
    public MappedRegionBuilder leakSample(int sample) {
        wishes.leakSample(sample);
        return this;
    }

    @Override
    public MappedRegion build() throws IOException {
        registry.checkFree(name);
        Arena arena = Arena.ofShared();
        MappedSource.Mapping mapping = null;
        MemoryGrant grant = null;
        try {
            mapping = map(arena);
            grant = wishes.grant(NativeMemory.ofSystem(), mapping.whole());
            LocalRegion.Parts parts =
                    new LocalRegion.Parts(
                            name,
                            arena,
                            mapping.payload(),
                            readOnly,
                            grant,
                            wishes.leakSample(),
                            mapping.afterwards());
            LocalMapped region = new LocalMapped(parts, mapping.file(), mapping.exportedId());
            registry.register(region);
            return region;
        } catch (Throwable e) {
            if (grant != null) {
                grant.release();
            }
            arena.close();
            if (mapping != null) {
                mapping.afterwards().run();
            }
            throw e;
        }
    }

    private MappedSource.Mapping map(Arena arena) throws IOException {
        try {
            return source.map(readOnly, arena);
        } catch (IOException e) {
            throw new IOException(
                    "region "
                            + name
                            + ": "
                            + source.what()
                            + " cannot be mapped: "
                            + (e.getClass() == IOException.class ? e.getMessage() : e),
                    e);
        }
    }
}
