// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

import org.kcoro.zref.internal.LeaseState;

/**
 * A lease as an object, for payloads that live long or have many owners: it can be kept, shared
 * between threads, and closed by any of them, once. One that is dropped without a close is
 * reclaimed after the garbage collector has found it; the region counts it, and the logger {@code
 * org.kcoro.zref} is told, with where it was taken if the region samples that.
 *
 * <p>Made by {@link Descriptor#toLease}, at the cost of an object; a {@link Descriptor} costs none.
 * Thread-safe.
 *
 * <p>Segments and buffers do not keep the lease: keep it as long as they are used.
 */
public final class Lease implements AutoCloseable {

    private final LeaseState state;

    Lease(LeaseState state) {
        this.state = state;
        state.track(this);
    }

    /** The region of the payload. */
    public Region region() {
        return state.region();
    }

    /** Where in the region the payload begins, in bytes. */
    public long offset() {
        return state.offset();
    }

    /** How many bytes the payload has, at least 1. */
    public long length() {
        return state.length();
    }

    /** Whether nothing can be written through it. */
    public boolean isReadOnly() {
        return (state.flags() & Descriptor.READ_ONLY) != 0;
    }

    /** Whether it was closed or moved; past when the caller reads it. */
    public boolean isClosed() {
        return state.isClosed();
    }

    /**
     * The payload as a segment, read-only if this is; to be used while the lease lives.
     *
     * @throws IllegalStateException when it was closed or moved
     */
    public MemorySegment segment() {
        try {
            return state.segment();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The payload as a direct buffer in big-endian order; otherwise as {@link #segment()}.
     *
     * @throws IllegalStateException when it was closed or moved
     * @throws UnsupportedOperationException when the payload is longer than a buffer can be
     */
    public ByteBuffer byteBuffer() {
        return segment().asByteBuffer();
    }

    /**
     * Begins another lease of the same bytes, with the same rights.
     *
     * @throws IllegalStateException when it was closed or moved
     * @throws RegionClosedException when the region is being unregistered
     */
    public Lease retain() {
        try {
            return new Lease(state.retain());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Begins a read-only lease of a part of the bytes, which may overlap others.
     *
     * @param index where the part begins, in bytes of this payload
     * @param length of the part in bytes, at least 1
     * @throws IndexOutOfBoundsException when it is not within this payload
     * @throws IllegalStateException when it was closed or moved
     * @throws RegionClosedException when the region is being unregistered
     */
    public Lease slice(long index, long length) {
        try {
            return new Lease(state.slice(index, length));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Hands the lease over to a descriptor, as to send it; this one is closed then.
     *
     * @throws IllegalStateException when it was closed or moved before, or the descriptor owns a
     *     lease
     */
    public void moveTo(Descriptor into) {
        try {
            state.moveTo(into);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Ends the lease. Of several that close at once, one succeeds.
     *
     * @throws IllegalStateException when it was closed or moved before
     */
    @Override
    public void close() {
        try {
            state.close();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Region, slot and generation, for errors and logs. */
    @Override
    public String toString() {
        return state.toString();
    }
}
