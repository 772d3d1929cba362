// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import org.kcoro.ipc.PipelinedReceiver;

/** Prints elements as they come, and says how many have come that it could not print. */
final class ElementPrinter {

    private static final int BUFFER_LENGTH = 1 << 16;

    private final String channel;
    private final RecordFormat format;
    private final OutputStream output;

    /** How many have come and may not have been printed. Written by the printing thread alone. */
    private volatile long unprinted;

    ElementPrinter(String channel, RecordFormat format, OutputStream output) {
        this.channel = channel;
        this.format = format;
        this.output = new BufferedOutputStream(output, BUFFER_LENGTH);
    }

    /**
     * Prints all that a receiver gives, until it ends.
     *
     * @throws IOException when the connection fails, all that has come being printed; or when the
     *     output does, with the number of those that are lost
     */
    void printAll(PipelinedReceiver receiver) throws IOException, InterruptedException {
        try {
            for (byte[] element = receiver.receiveOrClosed();
                    element != null;
                    element = receiver.receiveOrClosed()) {
                print(element, !receiver.isReady());
            }
            flush();
        } catch (UnprintedException e) {
            // What it has asked for beyond would be lost with it.
            receiver.stop();
            while (receiver.receiveOrClosed() != null) {
                added(1);
            }
            throw new IOException(
                    "standard output cannot be written: "
                            + e.getMessage()
                            + "; "
                            + lost()
                            + ". With --count N no more are taken than are wanted",
                    e);
        } catch (IOException e) {
            flushBeside(e);
            throw e;
        }
    }

    private void print(byte[] element, boolean last) throws UnprintedException {
        added(1);
        try {
            format.write(element, output);
        } catch (IOException e) {
            throw new UnprintedException(e);
        }
        if (last) {
            flush();
        }
    }

    private void flush() throws UnprintedException {
        try {
            output.flush();
        } catch (IOException e) {
            throw new UnprintedException(e);
        }
        unprinted = 0;
    }

    private void added(long count) {
        unprinted = unprinted + count;
    }

    /** The connection has failed: what has come is printed all the same. */
    private void flushBeside(IOException failure) {
        try {
            flush();
        } catch (UnprintedException e) {
            failure.addSuppressed(e);
            System.err.println("kcoro recv: standard output cannot be written; " + lost());
        }
    }

    /** What has come and was not printed, for a message. */
    private String lost() {
        return lost(0);
    }

    /**
     * What has come and was not printed, for a message. Any thread.
     *
     * @param asked how many more may have come that were not taken yet
     */
    String lost(int asked) {
        return "up to "
                + (unprinted + asked)
                + " elements of channel "
                + channel
                + " were received and not printed";
    }

    /** The output has failed. */
    private static final class UnprintedException extends IOException {
        private static final long serialVersionUID = 1;

        UnprintedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
