// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A peer that speaks bytes, for golden exchanges. */
final class RawPeer implements AutoCloseable {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final SocketChannel channel;

    RawPeer(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** A peer that has said HELLO of a version and taken the reply. */
    static RawPeer hello(Path socket, int minor) throws IOException {
        RawPeer peer = new RawPeer(socket);
        peer.send("0001 0000 00000010 0001 0004 00000001 0002 0004 0000000" + minor);
        peer.expect("0001 0000 00000010 0001 0004 00000001 0002 0004 00000001");
        return peer;
    }

    void send(String hex) throws IOException {
        sendBytes(parse(hex));
    }

    void sendBytes(byte[] all) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(all);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads as many bytes as expected, and compares. */
    void expect(String hex) throws IOException {
        expectOneOf(List.of(parse(hex)));
    }

    /** Expects frames in any order. */
    void expectInAnyOrder(String... frames) throws IOException {
        expectOneOf(orders("", List.of(frames)).stream().map(RawPeer::parse).toList());
    }

    private static List<String> orders(String before, List<String> frames) {
        if (frames.isEmpty()) {
            return List.of(before);
        }
        List<String> orders = new ArrayList<>();
        for (String first : frames) {
            List<String> others = new ArrayList<>(frames);
            others.remove(first);
            orders.addAll(orders(before + first, others));
        }
        return orders;
    }

    /** Says that nothing more will be sent. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Of equal lengths. */
    private void expectOneOf(List<byte[]> expected) throws IOException {
        String described = String.join(" or ", expected.stream().map(HEX::formatHex).toList());
        ByteBuffer actual = ByteBuffer.allocate(expected.get(0).length);
        while (actual.hasRemaining()) {
            if (channel.read(actual) < 0) {
                throw new AssertionError(
                        "end of stream after "
                                + HEX.formatHex(actual.array(), 0, actual.position())
                                + ", expected "
                                + described);
            }
        }
        if (expected.stream().noneMatch(each -> Arrays.equals(each, actual.array()))) {
            throw new AssertionError(
                    "expected " + described + ", got " + HEX.formatHex(actual.array()));
        }
    }

    /** Reads and forgets what comes until the server ends the connection. */
    void readToEnd() throws IOException {
        ByteBuffer some = ByteBuffer.allocate(4_096);
        while (channel.read(some.clear()) >= 0) {
            // Whatever it is.
        }
    }

    /** Expects the server to end the connection, having sent nothing more. */
    void expectEnd() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        int count;
        try {
            count = channel.read(one);
        } catch (IOException e) {
            // Reset: closed with bytes of ours unread.
            return;
        }
        if (count >= 0) {
            throw new AssertionError("expected the end, got " + HEX.formatHex(one.array()));
        }
    }

    private static byte[] parse(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
