// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import org.kcoro.ipc.RemoteChannel;

/** How elements stand in a stream: each a line, or each behind its length. */
enum RecordFormat {
    lines {
        @Override
        void read(InputStream input, Sink sink) throws Exception {
            byte[] buffer = new byte[2 * RemoteChannel.MAX_ELEMENT_LENGTH];
            int start = 0;
            int end = 0;
            long number = 1;
            for (int count = 0; count >= 0; count = input.read(buffer, end, buffer.length - end)) {
                int from = end;
                end += count;
                for (int i = from; i < end; i++) {
                    if (buffer[i] == '\n') {
                        if (i - start > RemoteChannel.MAX_ELEMENT_LENGTH) {
                            throw tooLong("line", number, i - start);
                        }
                        number++;
                        sink.take(buffer, start, i - start);
                        start = i + 1;
                    }
                }
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
                if (end > RemoteChannel.MAX_ELEMENT_LENGTH) {
                    throw tooLong("line", number, end);
                }
            }
            if (end > 0) {
                sink.take(buffer, 0, end);
            }
        }

        @Override
        void write(byte[] element, OutputStream output) throws IOException {
            output.write(element);
            output.write('\n');
        }
    },
    u32 {
        @Override
        void read(InputStream unbuffered, Sink sink) throws Exception {
            InputStream input = new BufferedInputStream(unbuffered, BUFFER_LENGTH);
            byte[] header = new byte[Integer.BYTES];
            byte[] element = new byte[RemoteChannel.MAX_ELEMENT_LENGTH];
            long number = 1;
            for (int count = input.readNBytes(header, 0, header.length);
                    count > 0;
                    count = input.readNBytes(header, 0, header.length)) {
                int length = count < header.length ? 0 : ByteBuffer.wrap(header).getInt();
                if (Integer.compareUnsigned(length, element.length) > 0) {
                    throw tooLong("record", number, Integer.toUnsignedLong(length));
                }
                if (count < header.length || input.readNBytes(element, 0, length) < length) {
                    throw new IOException(
                            "the input ends within record " + number + "; was it cut?");
                }
                number++;
                sink.take(element, 0, length);
            }
        }

        @Override
        void write(byte[] element, OutputStream output) throws IOException {
            output.write(ByteBuffer.allocate(Integer.BYTES).putInt(element.length).array());
            output.write(element);
        }
    };

    private static final int BUFFER_LENGTH = 1 << 16;

    /** Takes a record, a part of an array that is used again. */
    interface Sink {
        void take(byte[] source, int offset, int length) throws Exception;
    }

    /** Reads all records of a stream. */
    abstract void read(InputStream input, Sink sink) throws Exception;

    /** Writes a record. */
    abstract void write(byte[] element, OutputStream output) throws IOException;

    /** A line may go on beyond what was read of it. */
    private static IOException tooLong(String what, long number, long length) {
        return new IOException(
                what
                        + " "
                        + number
                        + " of the input has "
                        + length
                        + " bytes or more; an element has at most "
                        + RemoteChannel.MAX_ELEMENT_LENGTH
                        + ": split it");
    }
}
