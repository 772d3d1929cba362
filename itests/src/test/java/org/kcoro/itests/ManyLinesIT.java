// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One sender, three receivers, each a process: every line once, in little memory. */
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyLinesIT {

    private static final int LINES = Boolean.getBoolean("kcoro.long") ? 1_000_000 : 20_000;

    private static final int RECEIVERS = 3;

    private static final int CAPACITY = 1_024;

    /** Of each client, resident at the most. */
    private static final long MAX_KIBIBYTES = 128 * 1_024;

    @TempDir Path folder;

    private Process begin(String output, String... arguments) throws IOException {
        return KcoroProcess.builder(
                        folder,
                        Map.of("KCORO_SOCKET", folder.resolve("s").toString()),
                        KcoroProcess.command(List.of(), arguments))
                .redirectOutput(folder.resolve(output).toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private KcoroServer serve() throws IOException {
        return KcoroServer.start(
                folder,
                Map.of("KCORO_SOCKET", folder.resolve("s").toString()),
                KcoroProcess.command(List.of(), "serve"));
    }

    private static long peakKibibytes(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private String stats(String channel) throws Exception {
        return done("stats", channel, "--json");
    }

    private String done(String... arguments) throws Exception {
        KcoroProcess stats =
                KcoroProcess.run(
                        folder, Map.of("KCORO_SOCKET", folder.resolve("s").toString()), arguments);
        assertEquals(0, stats.exitCode(), stats.errors());
        return stats.output();
    }

    @Test
    void everyLineIsReceivedOnce() throws Exception {
        long begun = System.nanoTime();
        List<Process> receivers = new ArrayList<>();
        List<Long> peaks = new ArrayList<>();
        try (KcoroServer server = serve()) {
            for (int i = 0; i < RECEIVERS; i++) {
                receivers.add(begin("out" + i, "recv", "jobs"));
            }
            Process sender = begin("none", "send", "jobs");
            try (BufferedWriter lines = sender.outputWriter()) {
                for (int i = 0; i < LINES; i++) {
                    lines.write(Integer.toString(i));
                    lines.newLine();
                }
                lines.flush();
                peaks.add(peakKibibytes(sender));
            }
            assertEquals(0, sender.waitFor());
            assertTrue(stats("jobs").contains("\"sends\":" + LINES + ","), stats("jobs"));
            for (Process each : receivers) {
                peaks.add(peakKibibytes(each));
            }
            assertEquals(0, begin("none", "close", "jobs").waitFor());
            BitSet seen = new BitSet(LINES);
            for (int i = 0; i < RECEIVERS; i++) {
                assertEquals(0, receivers.get(i).waitFor());
                seeEach(folder.resolve("out" + i), seen);
            }
            assertEquals(LINES, seen.cardinality());
            assertEquals(143, server.end("TERM"));
        }
        System.out.printf(
                "%d lines from one process to %d in %.1f s; resident at most %s KiB%n",
                LINES, RECEIVERS, (System.nanoTime() - begun) / 1e9, peaks);
        assertTrue(peaks.stream().allMatch(peak -> peak < MAX_KIBIBYTES), peaks::toString);
    }

    private static void seeEach(Path output, BitSet seen) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(output)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int number = Integer.parseInt(line);
                assertFalse(seen.get(number), "a second " + number);
                seen.set(number);
            }
        }
    }

    /** The sender is held up by a channel that is full, and not by the end of memory. */
    @Test
    void aSenderWaitsWhileNobodyReceives() throws Exception {
        try (KcoroServer server = serve()) {
            Process sender = begin("none", "send", "jobs");
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (BufferedWriter lines = sender.outputWriter()) {
                                            for (int i = 0; i < LINES; i++) {
                                                lines.write(i + "\n");
                                            }
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    });
            Process first = begin("first", "recv", "jobs", "--count", "1");
            assertEquals(0, first.waitFor());
            String full = "\"depth\":" + CAPACITY + ",";
            String stats = stats("jobs");
            while (!stats.contains(full)) {
                assertTrue(sender.isAlive());
                stats = stats("jobs");
            }
            assertTrue(sender.isAlive());
            Process rest = begin("rest", "recv", "jobs", "--count", Integer.toString(LINES - 1));
            assertEquals(0, rest.waitFor());
            assertEquals(0, sender.waitFor());
            writer.join();
            BitSet seen = new BitSet(LINES);
            seeEach(folder.resolve("first"), seen);
            seeEach(folder.resolve("rest"), seen);
            assertEquals(LINES, seen.cardinality());
            assertEquals(143, server.end("TERM"));
        }
    }

    /** The two times of a process in its {@code stat}: in hundredths of a second. */
    private static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // Counted behind the name, which stands in brackets.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /**
     * Five seconds of the clock on the wall are what is measured, so another process counts them.
     */
    private static void letFiveSecondsPass() throws Exception {
        assertEquals(0, new ProcessBuilder("sleep", "5").start().waitFor());
    }

    @Test
    @EnabledIfSystemProperty(named = "kcoro.long", matches = "true")
    void aReceiverThatWaitsTakesNoProcessorTime() throws Exception {
        try (KcoroServer server = serve()) {
            Process receiver = begin("out", "recv", "jobs", "--kind", "rendezvous");
            while (!done("ls", "--json").contains("\"waiting_receivers\":1")) {
                assertTrue(receiver.isAlive());
            }
            letFiveSecondsPass();
            long begin = cpuTicks(receiver.pid()) + cpuTicks(server.pid());
            letFiveSecondsPass();
            long ticks = cpuTicks(receiver.pid()) + cpuTicks(server.pid()) - begin;
            System.out.println(
                    "a receive that waits for 5 s: " + 10 * ticks + " ms of both processes");
            // One that looks each millisecond takes more than a hundred.
            assertTrue(ticks < 25, () -> ticks + " hundredths of a second");
            assertEquals(0, begin("none", "close", "jobs").waitFor());
            assertEquals(0, receiver.waitFor());
        }
    }
}
