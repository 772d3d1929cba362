// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

/**
 * The version that a peer says in its {@link Command#HELLO}, the first frame in each direction of a
 * connection. The same layout serves for the request and for the reply.
 *
 * @param major the major version, a u32 in two's complement
 * @param minor the minor version, a u32 in two's complement
 */
public record Hello(int major, int minor) {

    /** What this module says of itself. */
    public static final Hello OURS = new Hello(ProtocolVersion.MAJOR, ProtocolVersion.MINOR);

    /** Length in bytes of the frame that {@link #encode} writes. */
    public static final int FRAME_LENGTH =
            FrameLayout.HEADER_LENGTH
                    + 2 * (AttributeLayout.HEADER_LENGTH + AttributeLayout.U32_LENGTH);

    private static final int ABSENT_MAJOR = 1;
    private static final int ABSENT_MINOR = 0;

    /**
     * Whether both sides speak the same major version. A peer of another one still gets our HELLO,
     * so that it can tell why the connection ends.
     */
    public boolean isCompatible() {
        return major == ProtocolVersion.MAJOR;
    }

    /** Whether the peer understands what version {@code 1.minor} added. */
    public boolean speaks(int minor) {
        return isCompatible() && Integer.compareUnsigned(this.minor, minor) >= 0;
    }

    /**
     * Writes the frame at the buffer's position and moves the position behind it. Does not
     * allocate.
     *
     * @param writer any writer; a frame that it has open is abandoned
     * @param buffer a big-endian buffer with at least {@value #FRAME_LENGTH} bytes remaining
     * @return {@value #FRAME_LENGTH}
     * @throws IllegalArgumentException if the buffer is little-endian
     * @throws IndexOutOfBoundsException if the frame does not fit; the buffer's position is
     *     unchanged
     */
    public int encode(FrameWriter writer, ByteBuffer buffer) {
        return writer.begin(buffer, Command.HELLO)
                .u32(AttributeType.ABI_MAJOR, major)
                .u32(AttributeType.ABI_MINOR, minor)
                .end();
    }

    /**
     * Reads the peer's version. An absent major version counts as 1, an absent minor version as 0;
     * every version is accepted, see {@link #isCompatible()}.
     *
     * @param frame the first frame of a connection
     * @throws ProtocolException if the frame is another command, or its attributes do not fill the
     *     payload exactly; for this one frame truncation is an error, because a peer that cannot
     *     even say HELLO will not become clearer later
     */
    public static Hello parse(FrameReader frame) throws ProtocolException {
        if (frame.command() != Command.HELLO.code()) {
            throw new ProtocolException("command " + frame.command() + " before HELLO");
        }
        if (!frame.isWellFormed()) {
            throw new ProtocolException(
                    "malformed HELLO, payload of " + frame.payloadLength() + " bytes");
        }
        return new Hello(
                frame.u32(AttributeType.ABI_MAJOR, ABSENT_MAJOR),
                frame.u32(AttributeType.ABI_MINOR, ABSENT_MINOR));
    }
}
