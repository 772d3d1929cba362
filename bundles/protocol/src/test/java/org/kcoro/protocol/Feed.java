// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Plays the I/O code of a connection: hands bytes to a decoder and takes what comes out. */
final class Feed {

    private final FrameDecoder decoder;
    private final FrameReader reader = new FrameReader();
    private final Consumer<FrameReader> frames;
    private int greatestCapacity;

    Feed(FrameDecoder decoder, Consumer<FrameReader> frames) {
        this.decoder = decoder;
        this.frames = frames;
    }

    void feed(byte[] bytes) throws ProtocolException {
        feed(bytes, 0, bytes.length);
    }

    /** Feeds a piece, as it might come out of one packet. */
    void feed(byte[] bytes, int offset, int length) throws ProtocolException {
        int index = offset;
        int end = offset + length;
        while (index < end) {
            ByteBuffer room = decoder.writableBuffer();
            greatestCapacity = Math.max(greatestCapacity, room.capacity());
            int count = Math.min(room.remaining(), end - index);
            room.put(bytes, index, count);
            index += count;
            decoder.received();
            while (decoder.next(reader)) {
                frames.accept(reader);
            }
        }
    }

    /** The largest buffer that the decoder has shown, in bytes. */
    int greatestCapacity() {
        return greatestCapacity;
    }
}
