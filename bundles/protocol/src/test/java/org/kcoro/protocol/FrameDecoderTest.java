// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameDecoderTest {

    private static final byte[] STREAM =
            Hex.bytes(
                    // HELLO
                    "00010000 00000010 00010004 00000001 00020004 00000001"
                            // GET_INFO, an empty frame
                            + "00020000 00000000"
                            // SEND of seven bytes, none of them aligned
                            + "000B0000 00000013 00140004 000003E9 00150007 01020304050607"
                            // GET_INFO again
                            + "00020000 00000000"
                            // a command and an attribute that nobody knows
                            + "FFFFBEEF 00000005 FFFF0001 AA"
                            // CLOSE
                            + "000F0000 00000008 00140004 000003E9");

    private static final List<String> FRAMES =
            List.of("1/16", "2/0", "11/19", "2/0", "65535/5", "15/8");

    private static String summary(FrameReader frame) {
        return frame.command() + "/" + frame.payloadLength();
    }

    /** Feeds the stream in pieces that end at the given offsets and at its end. */
    private static void assertDecodes(int... ends) throws ProtocolException {
        List<String> frames = new ArrayList<>();
        List<byte[]> elements = new ArrayList<>();
        Feed feed =
                new Feed(
                        new FrameDecoder(),
                        frame -> {
                            frames.add(summary(frame));
                            if (frame.has(AttributeType.ELEMENT)) {
                                elements.add(frame.copyOf(AttributeType.ELEMENT));
                            }
                        });
        int offset = 0;
        for (int end : ends) {
            feed.feed(STREAM, offset, end - offset);
            offset = end;
        }
        feed.feed(STREAM, offset, STREAM.length - offset);
        assertEquals(FRAMES, frames);
        assertEquals(1, elements.size());
        assertArrayEquals(Hex.bytes("01020304050607"), elements.get(0));
    }

    @Test
    void decodesAnySplitInTwo() throws ProtocolException {
        for (int end = 0; end <= STREAM.length; end++) {
            assertDecodes(end);
        }
    }

    @Test
    void decodesAnySplitInThree() throws ProtocolException {
        for (int first = 0; first <= STREAM.length; first++) {
            for (int second = first; second <= STREAM.length; second++) {
                assertDecodes(first, second);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8})
    void decodesPiecesOfOneLength(int length) throws ProtocolException {
        int[] ends = new int[(STREAM.length - 1) / length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (i + 1) * length;
        }
        assertDecodes(ends);
    }

    @Test
    void keepsFramesInPlaceUntilTheNextWrite() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder();
        decoder.writableBuffer().put(STREAM);
        decoder.received();
        FrameReader first = new FrameReader();
        FrameReader second = new FrameReader();
        assertTrue(decoder.next(first));
        assertTrue(decoder.next(second));
        assertEquals("1/16", summary(first));
        assertEquals("2/0", summary(second));
    }

    @Test
    void leavesTheReaderAloneWithoutAFrame() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder();
        FrameReader reader = new FrameReader();
        assertFalse(decoder.next(reader));
        decoder.writableBuffer().put(STREAM, 0, 25);
        assertFalse(decoder.next(reader), "received() has not been called");
        decoder.received();
        assertTrue(decoder.next(reader));
        assertFalse(decoder.next(reader));
        assertEquals("1/16", summary(reader));
    }

    @Test
    void acceptsARoomThatTheCallerMadeSmaller() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder();
        ByteBuffer room = decoder.writableBuffer().limit(24);
        room.put(STREAM, 0, 24);
        decoder.received();
        assertTrue(decoder.next(new FrameReader()));
        assertEquals(FrameDecoder.INITIAL_CAPACITY, decoder.writableBuffer().remaining());
    }

    @Test
    void refusesAPositionThatWasMovedBack() {
        FrameDecoder decoder = new FrameDecoder();
        decoder.writableBuffer().put(STREAM, 0, 5);
        decoder.received();
        decoder.writableBuffer().position(4);
        assertThrows(IllegalStateException.class, decoder::received);
    }

    @Test
    void refusesAnAnnouncedPayloadAboveTheBound() {
        FrameDecoder decoder = new FrameDecoder(64);
        List<String> frames = new ArrayList<>();
        Feed feed = new Feed(decoder, frame -> frames.add(summary(frame)));
        byte[] stream = Hex.bytes("00020000 00000000 000A0000 00000041");
        ProtocolException e = assertThrows(ProtocolException.class, () -> feed.feed(stream));
        assertEquals("command 10 announces a payload of 65 bytes, the bound is 64", e.getMessage());
        assertEquals(List.of("2/0"), frames, "the frame before it counts");
        FrameReader reader = new FrameReader();
        assertThrows(ProtocolException.class, () -> decoder.next(reader), "it stays refused");
    }

    @Test
    void acceptsAPayloadOfTheBound() throws ProtocolException {
        List<String> frames = new ArrayList<>();
        byte[] stream = new byte[8 + 64];
        ByteBuffer.wrap(stream).putShort(0, (short) 10).putInt(4, 64);
        new Feed(new FrameDecoder(64), frame -> frames.add(summary(frame))).feed(stream);
        assertEquals(List.of("10/64"), frames);
    }

    @Test
    void acceptsOnlyEmptyPayloadsWhenTheBoundIsZero() throws ProtocolException {
        List<String> frames = new ArrayList<>();
        Feed feed = new Feed(new FrameDecoder(0), frame -> frames.add(summary(frame)));
        feed.feed(Hex.bytes("00020000 00000000"));
        assertEquals(List.of("2/0"), frames);
        assertThrows(ProtocolException.class, () -> feed.feed(Hex.bytes("00020000 00000001")));
    }

    @Test
    void allocatesNothingForAHostileLength() {
        FrameDecoder decoder = new FrameDecoder();
        Feed feed = new Feed(decoder, frame -> {});
        ProtocolException e =
                assertThrows(
                        ProtocolException.class, () -> feed.feed(Hex.bytes("000B0000 FFFFFFFF")));
        assertEquals(
                "command 11 announces a payload of 4294967295 bytes, the bound is 1048576",
                e.getMessage());
        assertEquals(FrameDecoder.INITIAL_CAPACITY, decoder.writableBuffer().capacity());
    }

    @Test
    void allocatesNothingForALengthThatIsOnlyAnnounced() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder(FrameDecoder.GREATEST_MAX_PAYLOAD_LENGTH);
        Feed feed = new Feed(decoder, frame -> {});
        feed.feed(Hex.bytes("000B0000 40000000 00150004"));
        assertEquals(FrameDecoder.INITIAL_CAPACITY, decoder.writableBuffer().capacity());
        feed.feed(new byte[5_000]);
        assertEquals(2 * FrameDecoder.INITIAL_CAPACITY, decoder.writableBuffer().capacity());
    }

    @Test
    void decodesTheLongestElement() throws ProtocolException {
        byte[] element = new byte[AttributeLayout.MAX_VALUE_LENGTH];
        new Random(1).nextBytes(element);
        ByteBuffer frame = ByteBuffer.allocate(FrameWriter.encodedLength(2, element.length));
        new FrameWriter()
                .begin(frame, Command.CHAN_SEND)
                .u32(AttributeType.CHAN_ID, 1001)
                .u32(AttributeType.TIMEOUT_MS, -1)
                .bytes(AttributeType.ELEMENT, element)
                .end();
        List<byte[]> elements = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder();
        Feed feed = new Feed(decoder, reader -> elements.add(reader.copyOf(AttributeType.ELEMENT)));
        feed.feed(frame.array());
        feed.feed(frame.array());
        assertEquals(2, elements.size());
        assertArrayEquals(element, elements.get(0));
        assertArrayEquals(element, elements.get(1));
        assertEquals(FrameDecoder.RETAINED_CAPACITY, feed.greatestCapacity());
        assertEquals(
                FrameDecoder.RETAINED_CAPACITY,
                decoder.writableBuffer().capacity(),
                "a buffer of this size is kept");
    }

    @Test
    void shrinksAfterALongFrame() throws ProtocolException {
        byte[] stream = new byte[8 + FrameDecoder.DEFAULT_MAX_PAYLOAD_LENGTH];
        ByteBuffer.wrap(stream).putInt(4, FrameDecoder.DEFAULT_MAX_PAYLOAD_LENGTH);
        List<String> frames = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder();
        Feed feed = new Feed(decoder, frame -> frames.add(summary(frame)));
        feed.feed(stream);
        assertEquals(List.of("0/1048576"), frames);
        assertEquals(stream.length, feed.greatestCapacity());
        assertEquals(FrameDecoder.INITIAL_CAPACITY, decoder.writableBuffer().capacity());
    }

    @Test
    void doesNotGrowBeyondTheLongestFrame() throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder(100);
        ByteBuffer room = decoder.writableBuffer();
        room.put(new byte[room.remaining()]);
        decoder.received();
        assertThrows(IllegalStateException.class, decoder::writableBuffer);
        FrameReader reader = new FrameReader();
        assertTrue(decoder.next(reader));
        assertEquals(FrameLayout.HEADER_LENGTH, decoder.writableBuffer().remaining());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, FrameDecoder.GREATEST_MAX_PAYLOAD_LENGTH + 1, Integer.MAX_VALUE})
    void refusesABoundOutOfRange(int bound) {
        assertThrows(IllegalArgumentException.class, () -> new FrameDecoder(bound));
    }
}
