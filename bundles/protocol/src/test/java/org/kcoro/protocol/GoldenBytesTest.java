// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames as the C implementation puts them on the wire, in both directions. */
class GoldenBytesTest {

    /** A recorded frame and what it means, in the order of its attributes. */
    private record Exchange(
            String name, String hex, Command command, List<NaiveFrame.Attribute> attributes) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Exchange exchange(
            String name, String hex, Command command, NaiveFrame.Attribute... attributes) {
        return new Exchange(name, hex, command, List.of(attributes));
    }

    private static NaiveFrame.Attribute u32(int type, int value) {
        return new NaiveFrame.Attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    private static NaiveFrame.Attribute element(String text) {
        return new NaiveFrame.Attribute(
                AttributeType.ELEMENT, text.getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<Exchange> exchanges() {
        return Stream.of(
                exchange(
                        "HELLO",
                        "00010000 00000010 00010004 00000001 00020004 00000000",
                        Command.HELLO,
                        u32(AttributeType.ABI_MAJOR, 1),
                        u32(AttributeType.ABI_MINOR, 0)),
                exchange(
                        "MAKE buffered, element size 16, capacity 4",
                        "000A0000 00000018 00050004 00000001 00060004 00000010"
                                + " 00070004 00000004",
                        Command.CHAN_MAKE,
                        u32(AttributeType.KIND, KindCode.BUFFERED),
                        u32(AttributeType.ELEM_SIZE, 16),
                        u32(AttributeType.CAPACITY, 4)),
                exchange(
                        "MAKE reply, first id",
                        "000A0000 00000008 00140004 000003E9",
                        Command.CHAN_MAKE,
                        u32(AttributeType.CHAN_ID, 1001)),
                exchange(
                        "MAKE reply with a request id",
                        "000A0000 00000010 001A0004 DEADBEEF 00140004 000003E9",
                        Command.CHAN_MAKE,
                        u32(AttributeType.REQ_ID, 0xDEADBEEF),
                        u32(AttributeType.CHAN_ID, 1001)),
                exchange(
                        "SEND, not waiting",
                        "000B0000 00000018 00140004 000003E9 00080004 00000000"
                                + " 00150004 61626364",
                        Command.CHAN_SEND,
                        u32(AttributeType.CHAN_ID, 1001),
                        u32(AttributeType.TIMEOUT_MS, 0),
                        element("abcd")),
                exchange(
                        "SEND reply, done",
                        "000B0000 00000008 00160004 00000000",
                        Command.CHAN_SEND,
                        u32(AttributeType.RESULT, WireResult.OK)),
                exchange(
                        "SEND reply, full",
                        "000B0000 00000008 00160004 FFFFFFF5",
                        Command.CHAN_SEND,
                        u32(AttributeType.RESULT, WireResult.EAGAIN)),
                exchange(
                        "SEND reply, time-out expired",
                        "000B0000 00000008 00160004 FFFFFFC2",
                        Command.CHAN_SEND,
                        u32(AttributeType.RESULT, WireResult.ETIME)),
                exchange(
                        "SEND reply, closed",
                        "000B0000 00000008 00160004 FFFFFFE0",
                        Command.CHAN_SEND,
                        u32(AttributeType.RESULT, WireResult.EPIPE)),
                exchange(
                        "SEND reply, unknown id",
                        "000B0000 00000008 00160004 FFFFFFFE",
                        Command.CHAN_SEND,
                        u32(AttributeType.RESULT, WireResult.ENOENT)),
                exchange(
                        "RECV reply with a request id",
                        "000D0000 00000018 001A0004 0000000C 00160004 00000000"
                                + " 00150004 61626364",
                        Command.CHAN_RECV,
                        u32(AttributeType.REQ_ID, 12),
                        u32(AttributeType.RESULT, WireResult.OK),
                        element("abcd")),
                exchange(
                        "RECV reply, empty",
                        "000D0000 00000008 00160004 FFFFFFF5",
                        Command.CHAN_RECV,
                        u32(AttributeType.RESULT, WireResult.EAGAIN)),
                exchange(
                        "RECV reply, unknown id",
                        "000D0000 00000008 00160004 FFFFFFFE",
                        Command.CHAN_RECV,
                        u32(AttributeType.RESULT, WireResult.ENOENT)),
                exchange(
                        "CLOSE reply with a request id",
                        "000F0000 00000010 001A0004 00000010 00160004 00000000",
                        Command.CHAN_CLOSE,
                        u32(AttributeType.REQ_ID, 16),
                        u32(AttributeType.RESULT, WireResult.OK)),
                exchange(
                        "GET_INFO reply",
                        "00020000 00000018 00010004 00000001 00020004 00000000"
                                + " 00030004 00000000",
                        Command.GET_INFO,
                        u32(AttributeType.ABI_MAJOR, 1),
                        u32(AttributeType.ABI_MINOR, 0),
                        u32(AttributeType.CAPS, 0)),
                exchange(
                        "GET_STATS reply",
                        "00030000 00000010 00090004 00000000 000A0004 00000000",
                        Command.GET_STATS,
                        u32(AttributeType.SEND_OPS, 0),
                        u32(AttributeType.RECV_OPS, 0)));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void encodes(Exchange exchange) {
        byte[] expected = Hex.bytes(exchange.hex);
        ByteBuffer buffer = ByteBuffer.allocate(expected.length);
        FrameWriter writer = new FrameWriter().begin(buffer, exchange.command);
        for (NaiveFrame.Attribute attribute : exchange.attributes) {
            if (attribute.type() == AttributeType.ELEMENT) {
                writer.bytes(attribute.type(), attribute.value());
            } else {
                writer.u32(attribute.type(), attribute.scalar());
            }
        }
        assertEquals(expected.length, writer.end());
        assertEquals(Hex.text(expected), Hex.text(buffer.array()));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void decodes(Exchange exchange) throws ProtocolException {
        byte[] bytes = Hex.bytes(exchange.hex);
        List<Command> seen = new ArrayList<>();
        Feed feed =
                new Feed(
                        new FrameDecoder(),
                        frame -> {
                            seen.add(Command.ofCode(frame.command()));
                            assertEquals(bytes.length - 8, frame.payloadLength());
                            assertMeans(exchange, frame);
                        });
        feed.feed(bytes);
        assertEquals(List.of(exchange.command), seen);
    }

    private static void assertMeans(Exchange exchange, FrameReader frame) {
        assertTrue(frame.isWellFormed());
        for (NaiveFrame.Attribute attribute : exchange.attributes) {
            assertArrayEquals(attribute.value(), frame.copyOf(attribute.type()));
            if (attribute.type() != AttributeType.ELEMENT) {
                assertTrue(frame.hasU32(attribute.type()));
                assertEquals(attribute.scalar(), frame.u32(attribute.type(), 77));
            }
        }
    }
}
