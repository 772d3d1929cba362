// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;

import org.kcoro.ipc.PeerCredentials;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.FrameLayout;

/**
 * A connected socket of packets. A frame goes out as a packet with its header, and packets with its
 * payload; what comes in is bytes, whatever their packets were.
 */
final class SeqpacketConnection implements TransportConnection {

    /** The longest packet that is sent; any receiver has room for it. */
    private static final int MAX_SENT_LENGTH = 1 << 16;

    private static final byte[] NOTHING = {};

    // struct ucred: three ints.
    private static final long CREDENTIALS_LENGTH = 12;
    private static final long USER_OFFSET = 4;
    private static final long GROUP_OFFSET = 8;

    private final WatchedDescriptor watched;
    private final Descriptor descriptor;

    /** What came in a packet and was not read yet; the reader's. */
    private ByteBuffer rest = ByteBuffer.wrap(NOTHING);

    /** How much of the payload of the frame that is being written is left; the writer's. */
    private long payloadLeft;

    SeqpacketConnection(WatchedDescriptor watched) {
        this.watched = watched;
        this.descriptor = watched.descriptor();
    }

    // Reading.

    @Override
    public int read(ByteBuffer buffer) throws IOException, InterruptedException {
        while (true) {
            if (rest.hasRemaining()) {
                int count = Math.min(rest.remaining(), buffer.remaining());
                buffer.put(buffer.position(), rest, rest.position(), count);
                buffer.position(buffer.position() + count);
                rest.position(rest.position() + count);
                return count;
            }
            rest = ByteBuffer.wrap(NOTHING);
            int result = descriptor.use((scratch, number) -> receive(scratch, number, buffer));
            if (result == -Libc.EAGAIN) {
                watched.awaitReadable();
            } else if (result == 0) {
                return -1;
            } else {
                int length = NativeFailure.check("recv", result);
                if (length > Scratch.PACKET_LENGTH) {
                    throw new IOException(
                            "a packet of "
                                    + length
                                    + " bytes came; at most "
                                    + Scratch.PACKET_LENGTH
                                    + " can be received");
                }
                return length - rest.remaining();
            }
        }
    }

    /** Receives a packet into a buffer, and what does not fit into the rest. */
    private int receive(Scratch scratch, int number, ByteBuffer buffer) {
        int length =
                Libc.receive(
                        scratch.state(), number, scratch.packet().address(), Scratch.PACKET_LENGTH);
        if (length <= 0 || length > Scratch.PACKET_LENGTH) {
            return length;
        }
        int count = Math.min(length, buffer.remaining());
        ByteBuffer packet = scratch.bytes();
        buffer.put(buffer.position(), packet, 0, count);
        buffer.position(buffer.position() + count);
        if (count < length) {
            byte[] left = new byte[length - count];
            packet.get(count, left);
            rest = ByteBuffer.wrap(left);
        }
        return length;
    }

    // Writing.

    @Override
    public boolean tryWrite(ByteBuffer buffer) throws IOException {
        if (!buffer.isDirect()) {
            return tryWriteFromHeap(buffer);
        }
        long address = MemorySegment.ofBuffer(buffer).address() - buffer.position();
        try {
            while (buffer.hasRemaining()) {
                int length = nextLength(buffer);
                if (!trySend(address + buffer.position(), length)) {
                    return false;
                }
                sent(buffer, length);
                buffer.position(buffer.position() + length);
            }
            return true;
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    private boolean tryWriteFromHeap(ByteBuffer buffer) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(buffer.remaining());
        direct.put(0, buffer, buffer.position(), buffer.remaining());
        int start = buffer.position();
        try {
            return tryWrite(direct);
        } finally {
            buffer.position(start + direct.position());
        }
    }

    @Override
    public void awaitWritable() throws IOException, InterruptedException {
        watched.awaitWritable();
    }

    /** The length of the next packet: a header alone, or as much payload as one takes. */
    private int nextLength(ByteBuffer buffer) throws IOException {
        if (payloadLeft > 0) {
            return (int) Math.min(Math.min(payloadLeft, MAX_SENT_LENGTH), buffer.remaining());
        }
        if (buffer.remaining() < FrameLayout.HEADER_LENGTH) {
            throw new IOException(
                    "a header has "
                            + FrameLayout.HEADER_LENGTH
                            + " bytes; what was written ends after "
                            + buffer.remaining());
        }
        return FrameLayout.HEADER_LENGTH;
    }

    private void sent(ByteBuffer buffer, int length) {
        if (payloadLeft > 0) {
            payloadLeft -= length;
        } else {
            payloadLeft = FrameLayout.payloadLength(buffer, buffer.position());
        }
    }

    private boolean trySend(long address, int length) throws IOException {
        int result =
                descriptor.use(
                        (scratch, number) -> Libc.send(scratch.state(), number, address, length));
        if (result == -Libc.EAGAIN) {
            return false;
        }
        NativeFailure.check("send", result);
        return true;
    }

    // Who it is.

    @Override
    public PeerCredentials credentials() throws IOException {
        int[] ids = new int[2];
        int result =
                descriptor.use(
                        (scratch, number) -> {
                            MemorySegment value = scratch.packet().asSlice(0, CREDENTIALS_LENGTH);
                            MemorySegment length =
                                    scratch.packet().asSlice(CREDENTIALS_LENGTH, Integer.BYTES);
                            length.set(ValueLayout.JAVA_INT, 0, (int) CREDENTIALS_LENGTH);
                            int answer =
                                    Libc.getSocketOption(
                                            scratch.state(),
                                            number,
                                            Libc.SO_PEERCRED,
                                            value,
                                            length);
                            ids[0] = value.get(ValueLayout.JAVA_INT, USER_OFFSET);
                            ids[1] = value.get(ValueLayout.JAVA_INT, GROUP_OFFSET);
                            return answer;
                        });
        NativeFailure.check("getsockopt", result);
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        return new PeerCredentials(
                names.lookupPrincipalByName(Integer.toUnsignedString(ids[0])),
                names.lookupPrincipalByGroupName(Integer.toUnsignedString(ids[1])));
    }

    @Override
    public void close() {
        watched.close();
    }
}
