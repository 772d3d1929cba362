// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.zref.internal.DescriptorAccess;
import org.kcoro.zref.internal.DescriptorBatches;
import org.kcoro.zref.internal.DescriptorLayout;
import org.kcoro.zref.internal.DescriptorState;

/**
 * Says where a payload is, and owns a lease of it. A descriptor is the caller's and is used again
 * and again: it is empty, or owns exactly one lease. Filling, handing on and closing it allocate
 * nothing.
 *
 * <p>It becomes empty when it is closed, sent, or moved elsewhere; then all its accesses are an
 * {@link IllegalStateException} that says which lease it had and what became of it. So are those of
 * one whose lease was ended through another descriptor: every lease has a generation, which each
 * access compares. To fill one that still owns a lease is an error too, for the lease would be
 * lost.
 *
 * <p>Whoever has the lease may access the bytes, nobody else; a descriptor that is dropped with its
 * lease keeps the bytes for ever, which {@link Lease} does not. Indices and lengths are bytes;
 * indices count from the begin of the payload. Numbers are in the byte order of the machine, at any
 * alignment.
 *
 * <p>Not thread-safe, as an element of a channel is not: it belongs to one coroutine or thread at a
 * time. One that is used by two at once may be seen as closed, or fail; memory stays safe, and a
 * lease is ended once.
 */
public final class Descriptor {

    /** The flag of a lease through which nothing can be written. */
    public static final int READ_ONLY = 1;

    static {
        DescriptorAccess.set(descriptor -> descriptor.state);
    }

    private final DescriptorState state = new DescriptorState();

    /** Makes an empty one. */
    public Descriptor() {}

    /**
     * Makes a channel that hands leases from one descriptor to another: after a send that has
     * succeeded, the sender's is empty, and the one that it is received into owns the lease; after
     * any other end the sender's still does. Neither allocates where it need not wait. Leases that
     * are dropped, or left when the channel is cancelled, are closed, and their bytes count in the
     * channel's snapshot.
     *
     * <p>To send an empty descriptor is an {@link IllegalArgumentException}; to send one whose
     * lease was ended elsewhere, or to receive into one that owns a lease, is an {@link
     * IllegalStateException}. Both change nothing. That holds for a clause of a select, too, whose
     * own descriptor is to be closed or moved out of before the next round.
     *
     * @param settings the kind of the channel, and whatever else. Who sets {@code onUndelivered}
     *     has to close what it is handed
     * @throws IllegalArgumentException as {@link ChannelBuilder#buildFlyweights} throws it
     */
    public static FlyweightChannel<Descriptor> channel(
            String name, Consumer<? super ChannelBuilder<Descriptor>> settings) {
        ChannelBuilder<Descriptor> builder =
                Channel.<Descriptor>builder(name)
                        .sizer(Descriptor::length)
                        .onUndelivered(Descriptor::close);
        settings.accept(builder);
        return builder.buildFlyweights(DescriptorLayout.INSTANCE);
    }

    /** Whether it owns no lease. */
    public boolean isEmpty() {
        return state.isEmpty();
    }

    /**
     * The region of the payload.
     *
     * @throws IllegalStateException when it is empty
     */
    public Region region() {
        return state.region();
    }

    /** Where in the region the payload begins, in bytes; of an empty one, what it was last. */
    public long offset() {
        return state.offset();
    }

    /** How many bytes the payload has, at least 1; of an empty one, what it was last. */
    public long length() {
        return state.length();
    }

    /** {@link #READ_ONLY}, or 0; of an empty one, what it was last. */
    public int flags() {
        return state.flags();
    }

    /** Whether nothing can be written through it. */
    public boolean isReadOnly() {
        return (state.flags() & READ_ONLY) != 0;
    }

    /**
     * Ends the lease. Where it was the last one of a block, the block is free again, or goes to the
     * one that waits longest.
     *
     * @throws IllegalStateException when it is empty, or its lease was ended through another
     *     descriptor
     */
    public void close() {
        state.close();
    }

    /**
     * Ends the leases of many, as {@link #close} ends each, in their order. It costs less where
     * they are of one region. All of them are empty afterwards, also where it throws an {@link
     * IllegalStateException}: one that cannot be closed keeps none of the others from it.
     *
     * @param descriptors those from {@code from} up to {@code to} are closed
     * @param to not below {@code from}; where they are equal there is nothing to close
     * @throws IllegalStateException when one is empty, as one that stands there twice, or its lease
     *     was ended through another descriptor; of several, the others are suppressed in the first
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= descriptors.length}; none
     *     was closed then
     * @throws NullPointerException when one is null; none was closed then
     */
    public static void closeAll(Descriptor[] descriptors, int from, int to) {
        DescriptorBatches.closeAll(descriptors, from, to);
    }

    /**
     * Hands the lease over to another descriptor, and is empty then.
     *
     * @throws IllegalStateException when this one is empty, or the other one is not
     */
    public void moveTo(Descriptor into) {
        state.moveTo(into);
    }

    /**
     * Begins another lease of the same bytes, with the same rights: what is written through one is
     * seen through the other. The bytes stay leased until both have ended.
     *
     * @throws IllegalStateException when this one is empty, or the other one is not
     * @throws RegionClosedException when the region is being unregistered
     */
    public void retain(Descriptor into) {
        state.retain(into);
    }

    /**
     * Begins a lease of a part of the bytes, through which nothing can be written. Slices may
     * overlap.
     *
     * @param index where the part begins
     * @param length of the part, at least 1
     * @throws IndexOutOfBoundsException when it is not within this payload
     * @throws IllegalStateException when this one is empty, or the other one is not
     * @throws RegionClosedException when the region is being unregistered
     */
    public void slice(long index, long length, Descriptor into) {
        state.slice(index, length, into);
    }

    /**
     * Makes the lease an object of its own, and is empty then.
     *
     * @throws IllegalStateException when it is empty
     */
    public Lease toLease() {
        return new Lease(state.toLease());
    }

    /**
     * The byte at an index.
     *
     * @throws IndexOutOfBoundsException when the payload has no byte there
     * @throws IllegalStateException when it is empty
     * @throws RegionFaultException when the system cannot read it, as of a file that was truncated
     */
    public byte getByte(long index) {
        return state.getByte(index);
    }

    /** The two bytes at an index; throws what {@link #getByte} throws. */
    public short getShort(long index) {
        return state.getShort(index);
    }

    /** The four bytes at an index; throws what {@link #getByte} throws. */
    public int getInt(long index) {
        return state.getInt(index);
    }

    /** The eight bytes at an index; throws what {@link #getByte} throws. */
    public long getLong(long index) {
        return state.getLong(index);
    }

    /**
     * Copies bytes out; throws what {@link #getByte} throws.
     *
     * @param index of the first one
     * @param start where in the array the first one goes
     */
    public void get(long index, byte[] into, int start, int length) {
        state.get(index, into, start, length);
    }

    /**
     * Writes the byte at an index.
     *
     * @throws IndexOutOfBoundsException when the payload has no byte there
     * @throws IllegalStateException when it is empty
     * @throws UnsupportedOperationException when it is read-only
     * @throws RegionFaultException when the system cannot write it, as of a file that was truncated
     */
    public void setByte(long index, byte value) {
        state.setByte(index, value);
    }

    /** Writes the two bytes at an index; throws what {@link #setByte} throws. */
    public void setShort(long index, short value) {
        state.setShort(index, value);
    }

    /** Writes the four bytes at an index; throws what {@link #setByte} throws. */
    public void setInt(long index, int value) {
        state.setInt(index, value);
    }

    /** Writes the eight bytes at an index; throws what {@link #setByte} throws. */
    public void setLong(long index, long value) {
        state.setLong(index, value);
    }

    /**
     * Copies bytes in; throws what {@link #setByte} throws.
     *
     * @param index of the first one
     * @param start where in the array the first one is
     */
    public void set(long index, byte[] values, int start, int length) {
        state.set(index, values, start, length);
    }

    /**
     * The payload as a segment, read-only if this is. It may be used as long as the lease lives;
     * the segment does not know when that ends, and then shows what comes next in its place.
     *
     * @throws IllegalStateException when it is empty
     */
    public MemorySegment segment() {
        return state.segment();
    }

    /**
     * The payload as a direct buffer in big-endian order, as new buffers are; otherwise as {@link
     * #segment()}.
     *
     * @throws IllegalStateException when it is empty
     * @throws UnsupportedOperationException when the payload is longer than a buffer can be
     */
    public ByteBuffer byteBuffer() {
        return state.byteBuffer();
    }

    /** Region, lease and what became of it, for errors and logs. */
    @Override
    public String toString() {
        return state.toString();
    }
}
