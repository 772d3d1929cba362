// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

/**
 * Cuts frames out of a byte stream, however it is split. The I/O code of a connection runs
 *
 * <pre>{@code
 * while (channel.read(decoder.writableBuffer()) >= 0) {
 *     decoder.received();
 *     while (decoder.next(reader)) {
 *         handle(reader);
 *     }
 * }
 * }</pre>
 *
 * <p>The decoder owns one buffer on the heap:
 *
 * <pre>
 *   0            start                 end               capacity
 *   +--------------+--------------------+--------------------+
 *   | taken by     | received, not yet  | room for           |
 *   | next()       | taken              | writableBuffer()   |
 *   +--------------+--------------------+--------------------+
 * </pre>
 *
 * <p>Memory follows the bytes that have arrived, never those that a header announces: the buffer
 * doubles when it is full, up to the larger of {@value #INITIAL_CAPACITY} bytes and the longest
 * frame. Once everything in it has been taken, a buffer above {@value #RETAINED_CAPACITY} bytes is
 * dropped for a small one. While no frame is longer than that, nothing is allocated any more once
 * the buffer has grown to the frames' size. When every frame is taken before the next read, as
 * above, each byte is moved at most once, growth aside.
 *
 * <p>Not thread-safe.
 */
public final class FrameDecoder {

    /** The bound on a payload that {@link #FrameDecoder()} sets: 1 MiB. */
    public static final int DEFAULT_MAX_PAYLOAD_LENGTH = 1 << 20;

    /** The greatest bound that can be set: 1 GiB. */
    public static final int GREATEST_MAX_PAYLOAD_LENGTH = 1 << 30;

    /** Capacity of a new decoder's buffer, in bytes. */
    static final int INITIAL_CAPACITY = 1 << 12;

    /**
     * The largest buffer, in bytes, that is kept when it is empty. Room for any frame of protocol
     * 1.0, whose longest carries an element of 65,535 bytes, so that only longer ones cost garbage.
     */
    static final int RETAINED_CAPACITY = 1 << 17;

    private final int maxPayloadLength;

    /** Always big-endian, with an array. */
    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_CAPACITY);

    /** Where the first frame starts that has not been taken. */
    private int start;

    /** Where the received bytes end. */
    private int end;

    /** Makes a decoder with the bound {@value #DEFAULT_MAX_PAYLOAD_LENGTH}. */
    public FrameDecoder() {
        this(DEFAULT_MAX_PAYLOAD_LENGTH);
    }

    /**
     * Makes a decoder.
     *
     * @param maxPayloadLength the longest payload to accept, in bytes, 0 to {@value
     *     #GREATEST_MAX_PAYLOAD_LENGTH}
     * @throws IllegalArgumentException if the bound is out of range
     */
    public FrameDecoder(int maxPayloadLength) {
        if (maxPayloadLength < 0 || maxPayloadLength > GREATEST_MAX_PAYLOAD_LENGTH) {
            throw new IllegalArgumentException(
                    "maxPayloadLength "
                            + maxPayloadLength
                            + " is not in 0.."
                            + GREATEST_MAX_PAYLOAD_LENGTH);
        }
        this.maxPayloadLength = maxPayloadLength;
    }

    /**
     * Where to put the bytes that arrive next: from the position of the buffer returned to its
     * limit, at least one byte. Call {@link #received()} when they are there. The buffer is the
     * decoder's, and this call may move what is in it: every {@link FrameReader} that {@link #next}
     * has placed is void from here on.
     *
     * <p>The room may be smaller than a packet. A transport that loses the rest of a packet which
     * it does not read at once must receive into a buffer of its own and copy from that.
     *
     * @throws IllegalStateException if the buffer is full and may not grow, which means that a
     *     frame is waiting to be taken, or that {@code next} has refused the stream
     */
    public ByteBuffer writableBuffer() {
        if (start == end) {
            reset();
        } else if (start > 0) {
            buffer.limit(end).position(start).compact();
            end -= start;
            start = 0;
        }
        if (end == buffer.capacity()) {
            grow();
        }
        return buffer.clear().position(end);
    }

    /**
     * Takes over the bytes that were put into {@link #writableBuffer()} since it was called, up to
     * that buffer's position. None is fine. The position must stand where a read has left it, not
     * flipped; the limit may have been lowered to read less.
     *
     * @throws IllegalStateException if that buffer's position has been moved back
     */
    public void received() {
        if (buffer.position() < end) {
            throw new IllegalStateException(
                    "position " + buffer.position() + " lies in received bytes, below " + end);
        }
        end = buffer.position();
    }

    /**
     * Takes the next frame, if it has arrived as a whole. Does not allocate.
     *
     * @param reader is laid over the frame, in place, and may be read until the next call of {@link
     *     #writableBuffer()}; unchanged when there is no frame
     * @return whether there was one
     * @throws ProtocolException if the header of the next frame announces a payload above the
     *     bound; nothing is taken, and every further call throws again
     */
    public boolean next(FrameReader reader) throws ProtocolException {
        int available = end - start;
        if (available < FrameLayout.HEADER_LENGTH) {
            return false;
        }
        long payloadLength = FrameLayout.payloadLength(buffer, start);
        if (payloadLength > maxPayloadLength) {
            throw new ProtocolException(
                    "command "
                            + FrameLayout.command(buffer, start)
                            + " announces a payload of "
                            + payloadLength
                            + " bytes, the bound is "
                            + maxPayloadLength);
        }
        int frameLength = FrameLayout.HEADER_LENGTH + (int) payloadLength;
        if (available < frameLength) {
            return false;
        }
        reader.wrap(buffer, start);
        start += frameLength;
        return true;
    }

    private void reset() {
        start = 0;
        end = 0;
        if (buffer.capacity() > RETAINED_CAPACITY) {
            buffer = ByteBuffer.allocate(INITIAL_CAPACITY);
        }
    }

    private void grow() {
        int greatest = Math.max(INITIAL_CAPACITY, FrameLayout.HEADER_LENGTH + maxPayloadLength);
        int capacity = buffer.capacity();
        if (capacity == greatest) {
            throw new IllegalStateException(
                    "all " + capacity + " bytes are taken; call next() until it returns false");
        }
        int larger = (int) Math.min(2L * capacity, greatest);
        buffer = ByteBuffer.allocate(larger).put(0, buffer, 0, end);
    }
}
