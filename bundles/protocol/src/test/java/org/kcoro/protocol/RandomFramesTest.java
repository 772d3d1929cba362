// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random frames and random bytes, compared with {@link NaiveFrame}; a failure names its seed. */
class RandomFramesTest {

    private static final int SEEDS = 300;
    private static final int MAX_PAYLOAD_LENGTH = 20_000;
    private static final int GREATEST_TYPE = 30;

    private interface Trial {
        void run(Random random) throws Exception;
    }

    private static void forEachSeed(Trial trial) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                trial.run(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void namesTheSeedOfAFailure() {
        AssertionError failure =
                assertThrows(
                        AssertionError.class,
                        () -> forEachSeed(random -> assertEquals(0, 1, "planted")));
        assertEquals("seed 1", failure.getMessage());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        forEachSeed(
                random -> {
                    List<NaiveFrame> written = new ArrayList<>();
                    ByteArrayOutputStream stream = new ByteArrayOutputStream();
                    for (int i = 0; i < 20; i++) {
                        NaiveFrame frame = randomFrame(random, new byte[0]);
                        assertArrayEquals(frame.encode(), encode(frame));
                        stream.writeBytes(frame.encode());
                        written.add(frame);
                    }
                    Outcome outcome = decode(stream.toByteArray(), random);
                    assertEquals(written.size(), outcome.frames);
                    assertEquals(stream.size(), outcome.bytes);
                });
    }

    @Test
    void truncatedPayloadsAreReadAsFarAsTheyGo() {
        forEachSeed(
                random -> {
                    ByteArrayOutputStream stream = new ByteArrayOutputStream();
                    for (int i = 0; i < 20; i++) {
                        byte[] trailing = new byte[random.nextInt(12)];
                        random.nextBytes(trailing);
                        stream.writeBytes(randomFrame(random, trailing).encode());
                    }
                    Outcome outcome = decode(stream.toByteArray(), random);
                    assertEquals(20, outcome.frames);
                });
    }

    @Test
    void damagedFramesDoNoHarm() {
        forEachSeed(
                random -> {
                    ByteArrayOutputStream stream = new ByteArrayOutputStream();
                    for (int i = 0; i < 20; i++) {
                        byte[] frame = randomFrame(random, new byte[0]).encode();
                        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                        stream.writeBytes(frame);
                    }
                    decode(stream.toByteArray(), random);
                });
    }

    @Test
    void randomBytesDoNoHarm() {
        forEachSeed(
                random -> {
                    byte[] stream = new byte[random.nextInt(50_000)];
                    random.nextBytes(stream);
                    // The upper half of the first length: otherwise few streams get past it.
                    if (stream.length > 6 && random.nextBoolean()) {
                        stream[4] = 0;
                        stream[5] = 0;
                    }
                    decode(stream, random);
                });
    }

    private record Outcome(int frames, int bytes) {}

    /**
     * Feeds a stream in random pieces, compares each frame with its naive twin, and checks that
     * memory stays bounded. A stream may be refused; nothing else may be thrown.
     */
    private static Outcome decode(byte[] stream, Random random) {
        int[] taken = new int[2];
        FrameReader kept = new FrameReader();
        FrameDecoder decoder = new FrameDecoder(MAX_PAYLOAD_LENGTH);
        Feed feed =
                new Feed(
                        decoder,
                        frame -> {
                            int end = taken[1] + 8 + frame.payloadLength();
                            byte[] bytes = Arrays.copyOfRange(stream, taken[1], end);
                            assertReads(NaiveFrame.parse(bytes), frame);
                            // The same frame, not at the start of its buffer and not on the heap.
                            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 3);
                            kept.wrap(direct.put(3, bytes), 3);
                            assertReads(NaiveFrame.parse(bytes), kept);
                            taken[0]++;
                            taken[1] = end;
                        });
        int greatestPiece = 1 + random.nextInt(random.nextBoolean() ? 16 : 10_000);
        try {
            int offset = 0;
            while (offset < stream.length) {
                int length = Math.min(1 + random.nextInt(greatestPiece), stream.length - offset);
                feed.feed(stream, offset, length);
                offset += length;
            }
        } catch (ProtocolException e) {
            assertTrue(
                    FrameLayout.payloadLength(ByteBuffer.wrap(stream), taken[1])
                            > MAX_PAYLOAD_LENGTH,
                    e.getMessage());
        }
        assertTrue(
                feed.greatestCapacity() <= 8 + MAX_PAYLOAD_LENGTH,
                "capacity " + feed.greatestCapacity());
        return new Outcome(taken[0], taken[1]);
    }

    private static void assertReads(NaiveFrame expected, FrameReader frame) {
        assertEquals(expected.command(), frame.command());
        assertEquals(expected.isWellFormed(), frame.isWellFormed());
        for (int type = 0; type <= GREATEST_TYPE; type++) {
            byte[] value = expected.value(type);
            assertEquals(value != null, frame.has(type));
            assertArrayEquals(value, frame.copyOf(type));
            assertEquals(value == null ? -1 : value.length, frame.valueLength(type));
            Integer scalar = expected.scalar(type);
            assertEquals(scalar != null, frame.hasU32(type));
            assertEquals(scalar == null ? 77 : scalar, frame.u32(type, 77));
        }
        assertHelloParses(expected, frame);
    }

    private static void assertHelloParses(NaiveFrame expected, FrameReader frame) {
        boolean isHello = expected.command() == 1 && expected.isWellFormed();
        try {
            Hello.parse(frame);
            assertTrue(isHello);
        } catch (ProtocolException e) {
            assertTrue(!isHello, e.getMessage());
        }
    }

    /** Few types, so that they repeat, and lengths around that of a scalar. */
    private static NaiveFrame randomFrame(Random random, byte[] trailing) {
        List<NaiveFrame.Attribute> attributes = new ArrayList<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(4) == 0 ? random.nextInt(2_000) : 3 + random.nextInt(3);
            byte[] value = new byte[length];
            random.nextBytes(value);
            attributes.add(new NaiveFrame.Attribute(random.nextInt(GREATEST_TYPE + 1), value));
        }
        int command = random.nextInt(4) == 0 ? random.nextInt(0x10000) : 1 + random.nextInt(16);
        return new NaiveFrame(command, attributes, trailing);
    }

    /** Writes a frame with the writer, into exactly the room that it needs. */
    private static byte[] encode(NaiveFrame frame) {
        int length = FrameWriter.encodedLength(0);
        for (NaiveFrame.Attribute attribute : frame.attributes()) {
            length += AttributeLayout.encodedLength(attribute.value().length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        FrameWriter writer = new FrameWriter().begin(buffer, frame.command());
        for (NaiveFrame.Attribute attribute : frame.attributes()) {
            if (attribute.isScalar()) {
                writer.u32(attribute.type(), attribute.scalar());
            } else {
                writer.bytes(attribute.type(), attribute.value());
            }
        }
        assertEquals(length, writer.end());
        return buffer.array();
    }
}
