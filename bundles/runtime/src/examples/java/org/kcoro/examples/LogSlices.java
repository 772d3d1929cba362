// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.Kcoro;
import org.kcoro.channels.Channel;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.MappedRegion;
import org.kcoro.zref.Regions;

/**
 * Counts the lines of a file with some coroutines, twice: the file is mapped, and slices of it are
 * handed to them; and the file is read, and copies of its parts are. Prints what each took.
 */
public final class LogSlices {

    private static final int BLOCK = 1 << 16;
    private static final int IN_FLIGHT = 64;
    private static final int COUNTERS = 4;
    private static final double BYTES_PER_MB = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private LogSlices() {}

    /**
     * @param arguments a file, and how often to count its lines in each way; once unless told
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        try (Kcoro kcoro = Kcoro.start()) {
            for (int i = 0; i < rounds; i++) {
                report("slices", file, () -> countSlices(kcoro, file));
                report("copies", file, () -> countCopies(kcoro, file));
            }
        }
    }

    private interface Count {
        long lines() throws Exception;
    }

    private static void report(String how, Path file, Count count) throws Exception {
        long begin = System.nanoTime();
        long lines = count.lines();
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        double megabytes = file.toFile().length() / BYTES_PER_MB;
        System.out.printf("%s: %d lines, %.0f MB/s%n", how, lines, megabytes / seconds);
    }

    private static long sum(List<Coroutine<Long>> counters) throws Exception {
        long lines = 0;
        for (Coroutine<Long> counter : counters) {
            lines += counter.join();
        }
        return lines;
    }

    // tag::slices[]
    static long countSlices(Kcoro kcoro, Path file) throws Exception {
        try (Regions regions = Regions.create()) {
            MappedRegion log = regions.map("log", file).build();
            FlyweightChannel<Descriptor> blocks =
                    Descriptor.channel("blocks", channel -> channel.buffered(IN_FLIGHT));
            List<Coroutine<Long>> counters = new ArrayList<>();
            for (int i = 0; i < COUNTERS; i++) {
                counters.add(kcoro.launch("counter", () -> countLines(blocks)));
            }
            Descriptor block = new Descriptor();
            for (long at = 0; at < log.size(); at += BLOCK) {
                log.describe(at, Math.min(BLOCK, log.size() - at), block);
                blocks.send(block);
            }
            blocks.close();
            return sum(counters);
        }
    }

    private static long countLines(FlyweightChannel<Descriptor> blocks)
            throws InterruptedException {
        Descriptor block = new Descriptor();
        long lines = 0;
        while (blocks.receiveIntoOrClosed(block)) {
            for (long i = 0; i < block.length(); i++) {
                if (block.getByte(i) == '\n') {
                    lines++;
                }
            }
            block.close();
        }
        return lines;
    }
    // end::slices[]

    static long countCopies(Kcoro kcoro, Path file) throws Exception {
        Channel<byte[]> blocks = Channel.buffered("blocks", IN_FLIGHT);
        List<Coroutine<Long>> counters = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            counters.add(kcoro.launch("counter", () -> countCopied(blocks)));
        }
        try (FileChannel log = FileChannel.open(file)) {
            for (byte[] block = read(log); block != null; block = read(log)) {
                blocks.send(block);
            }
        }
        blocks.close();
        return sum(counters);
    }

    private static byte[] read(FileChannel log) throws IOException {
        long left = log.size() - log.position();
        if (left == 0) {
            return null;
        }
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, left));
        while (block.hasRemaining() && log.read(block) >= 0) {
            // until it is full
        }
        return block.array();
    }

    private static long countCopied(Channel<byte[]> blocks) throws InterruptedException {
        long lines = 0;
        for (byte[] block; (block = blocks.receiveOrClosed()) != null; ) {
            for (byte each : block) {
                if (each == '\n') {
                    lines++;
                }
            }
        }
        return lines;
    }
}
