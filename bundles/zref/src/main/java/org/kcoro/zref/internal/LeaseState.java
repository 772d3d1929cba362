// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;

import org.kcoro.port.Port;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.Region;

/**
 * What is behind a {@code Lease}, and reclaims it where it is dropped; so it must not refer to it.
 */
public final class LeaseState implements Runnable {

    /** Its thread ends with the last lease of a class loader that is gone. */
    private static final Cleaner CLEANER =
            Cleaner.create(body -> Port.system().newThread("kcoro-leases", body));

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.zref");
    private static final VarHandle OWNS;

    static {
        try {
            OWNS = MethodHandles.lookup().findVarHandle(LeaseState.class, "owns", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LocalRegion region;
    private final int slot;
    private final long word;
    private final long offset;
    private final long length;
    private final int flags;

    /** Whoever makes it false has the lease. */
    private volatile boolean owns = true;

    private Cleaner.Cleanable cleanable;

    LeaseState(LocalRegion region, int slot, long word, long offset, long length, int flags) {
        this.region = region;
        this.slot = slot;
        this.word = word;
        this.offset = offset;
        this.length = length;
        this.flags = flags;
    }

    /** Reclaims the lease once an object is unreachable; called once, by its constructor. */
    public void track(Object lease) {
        cleanable = CLEANER.register(lease, this);
    }

    public Region region() {
        return region;
    }

    public long offset() {
        return offset;
    }

    public long length() {
        return length;
    }

    public int flags() {
        return flags;
    }

    public boolean isClosed() {
        return !owns;
    }

    private void take(String doing) {
        if (!OWNS.compareAndSet(this, true, false)) {
            throw region.stale(slot, word, doing);
        }
    }

    public void close() {
        take("closed");
        boolean ended;
        try {
            ended = region.end(slot, word);
        } catch (StackOverflowError e) {
            owns = true;
            throw e;
        }
        cleanable.clean();
        if (!ended) {
            throw region.stale(slot, word, "closed");
        }
    }

    public void moveTo(Descriptor into) {
        DescriptorState state = region.toFill(into);
        take("moved");
        cleanable.clean();
        state.fill(region, slot, word, offset, length, flags);
    }

    public LeaseState retain() {
        return share(0, length, flags);
    }

    public LeaseState slice(long from, long bytes) {
        if (bytes < 1 || from < 0 || from > length - bytes) {
            throw new IndexOutOfBoundsException(
                    this + " has no slice of " + bytes + " bytes at " + from);
        }
        return share(from, bytes, flags | Descriptor.READ_ONLY);
    }

    private LeaseState share(long from, long bytes, int flags) {
        int begun = region.share(slot, word, offset + from, bytes);
        return new LeaseState(region, begun, region.began(begun), offset + from, bytes, flags);
    }

    public MemorySegment segment() {
        if (!owns || region.slots.word(slot) != word) {
            throw region.stale(slot, word, "accessed");
        }
        return DescriptorState.segment(region.memory, offset, length, flags);
    }

    /** Its object was dropped, or it has given up its lease. */
    @Override
    public void run() {
        if (!OWNS.compareAndSet(this, true, false)) {
            return;
        }
        Throwable trace = region.traces.find(slot, word);
        region.countLeak();
        region.end(slot, word);
        LOGGER.log(
                System.Logger.Level.WARNING,
                this
                        + " was dropped without a close, and is reclaimed; "
                        + (trace == null
                                ? "build the region with leakSample(1) to be told where it was"
                                        + " taken"
                                : "close it where it is needed no longer"),
                trace);
    }

    @Override
    public String toString() {
        return "lease of "
                + region
                + " (slot "
                + slot
                + ", generation "
                + SlotTable.generation(word)
                + ", "
                + length
                + " bytes at "
                + offset
                + ")";
    }
}
