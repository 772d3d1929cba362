// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

import org.kcoro.scheduler.Parker;
import org.kcoro.zref.MappedRegionBuilder;
import org.kcoro.zref.PoolRegionBuilder;
import org.kcoro.zref.Region;
import org.kcoro.zref.RegionClosedException;
import org.kcoro.zref.Regions;

/** The registry of one owner. */
public final class RegionRegistry implements Regions {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.zref");

    private final Path folder;
    private final int leakSample;

    // Guarded by this.
    private final Map<String, LocalRegion> regions = new TreeMap<>();
    private boolean closed;

    /**
     * @param folder of shared regions, or null for the default one
     */
    public RegionRegistry(Path folder, int leakSample) {
        this.folder = folder;
        this.leakSample = leakSample;
    }

    int leakSample() {
        return leakSample;
    }

    SharedFolder folder() {
        return folder == null ? SharedFolder.ofUser() : new SharedFolder(folder);
    }

    @Override
    public PoolRegionBuilder pool(String name) {
        return new PoolBuilder(this, requireName(name));
    }

    @Override
    public MappedRegionBuilder map(String name, Path file) {
        return new MappedBuilder(this, requireName(name), new MappedSource.OfFile(file));
    }

    @Override
    public MappedRegionBuilder share(String name, long size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "region " + name + ": its size is " + size + "; it must be 1 or more");
        }
        return new MappedBuilder(this, requireName(name), new MappedSource.Created(folder(), size))
                .readWrite();
    }

    @Override
    public MappedRegionBuilder open(String name, long exportedId) {
        SharedHeader.checkId(exportedId);
        return new MappedBuilder(
                this, requireName(name), new MappedSource.Opened(folder(), exportedId));
    }

    private static String requireName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a region needs a name that is not blank");
        }
        return name;
    }

    /** Checks, before anything is allocated, that a region can be registered. */
    synchronized void checkFree(String name) {
        if (closed) {
            throw new IllegalStateException(
                    "region " + name + " cannot be built: its registry is closed");
        }
        if (regions.containsKey(name)) {
            throw new IllegalArgumentException(
                    "region "
                            + name
                            + " cannot be built: there is one of this name; unregister it,"
                            + " or choose another name");
        }
    }

    /** Registers a region, which then can be found. */
    synchronized void register(LocalRegion region) {
        checkFree(region.name());
        RegionTable.add(region);
        regions.put(region.name(), region);
    }

    @Override
    public long export(Region region) {
        LocalRegion own = requireOwn(region);
        if (own instanceof LocalMapped mapped && mapped.exportedId() != 0) {
            return mapped.exportedId();
        }
        throw new IllegalArgumentException(
                region + " cannot be opened by other processes; only what share() has made can");
    }

    private LocalRegion requireOwn(Region region) {
        Objects.requireNonNull(region, "region");
        synchronized (this) {
            if (regions.get(region.name()) == region) {
                return (LocalRegion) region;
            }
        }
        if (region instanceof LocalRegion local && local.life.isClosed()) {
            throw new RegionClosedException(region + " is unregistered");
        }
        throw new IllegalArgumentException(region + " is of another registry");
    }

    @Override
    public synchronized Region find(long id) {
        LocalRegion region = RegionTable.find(id);
        return region != null && regions.get(region.name()) == region ? region : null;
    }

    @Override
    public synchronized Region find(String name) {
        return regions.get(Objects.requireNonNull(name, "name"));
    }

    @Override
    public synchronized List<Region> list() {
        return List.copyOf(regions.values());
    }

    @Override
    public void unregister(Region region, Duration patience) throws InterruptedException {
        LocalRegion own = requireOwn(region);
        own.life.unregister(patience);
        synchronized (this) {
            regions.remove(own.name());
        }
    }

    @Override
    public List<IllegalStateException> drain(Duration patience) {
        List<LocalRegion> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(regions.values());
        }
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(patience);
        boolean interrupted = false;
        List<IllegalStateException> failures = new ArrayList<>();
        for (LocalRegion region : left) {
            try {
                unregister(region, Duration.ofNanos(deadlineNanos - parker.nanoTime()), failures);
            } catch (InterruptedException | CancellationException e) {
                interrupted |= e instanceof InterruptedException;
                deadlineNanos = parker.nanoTime();
                unregisterAtOnce(region, failures);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failures;
    }

    private void unregisterAtOnce(LocalRegion region, List<IllegalStateException> failures) {
        try {
            unregister(region, Duration.ZERO, failures);
        } catch (InterruptedException e) {
            throw new AssertionError("it does not wait", e);
        }
    }

    private void unregister(
            LocalRegion region, Duration patience, List<IllegalStateException> failures)
            throws InterruptedException {
        try {
            unregister(region, patience);
        } catch (RegionClosedException e) {
            // Another call ends it.
        } catch (CancellationException e) {
            throw e;
        } catch (IllegalStateException e) {
            failures.add(e);
        }
    }

    @Override
    public void close() {
        for (IllegalStateException left : drain(Duration.ZERO)) {
            LOGGER.log(System.Logger.Level.WARNING, "left by the end of its registry", left);
        }
    }
}
