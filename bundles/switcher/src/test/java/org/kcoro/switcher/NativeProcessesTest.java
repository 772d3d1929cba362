// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.fixtures.CBodies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Native coroutines in JVMs of their own: under other collectors, and beyond the end of a stack.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeProcessesTest {

    private static final CBodies BODIES = CBodies.of("bodies");

    /** How Java tells of a process that the signal has ended. */
    private static final int SIGSEGV = 128 + 11;

    @TempDir Path folder;

    private String output;

    @BeforeEach
    void compile() {
        BODIES.library();
    }

    private Process start(Class<?> main, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + folder.resolve("crash.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        BODIES.library().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.toFile());
        return builder.start();
    }

    /** Ends its input, and waits for its end. */
    private int end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    /** What a diagnostic command to a process says. */
    private static String jcmd(Process process, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(process.pid()));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        jcmd.getOutputStream().close();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jcmd.waitFor(), said);
        return said;
    }

    /** What both programs do first. */
    private static MemorySegment function(String library, String name) {
        return SymbolLookup.libraryLookup(Path.of(library), Arena.global()).findOrThrow(name);
    }

    /**
     * Switches, on threads that also make garbage, while collections run and dumps are taken, from
     * within and from outside; until its input ends.
     */
    public static final class Stressed {

        private static final int ROUNDS = 30_000;

        private static volatile boolean ends;

        private Stressed() {}

        private static Void mix(NativeCoroutines coroutines, MemorySegment mix, long seed) {
            do {
                mixOnce(coroutines, mix, seed);
            } while (!ends);
            return null;
        }

        private static void mixOnce(NativeCoroutines coroutines, MemorySegment mix, long seed) {
            NativeCoroutine one = coroutines.open(mix, MemorySegment.ofAddress(ROUNDS));
            Mix twin = new Mix(seed);
            long value = seed;
            for (int i = 0; i < ROUNDS; i++) {
                long got = one.resume(value);
                // Boxed and kept a while, so that collectors have to move it.
                Object[] garbage = {got, new long[32], value};
                if ((Long) garbage[0] != twin.sum()) {
                    throw new AssertionError("round " + i + " of seed " + seed);
                }
                value = got * 31 + i;
                twin.take(value);
            }
            if (one.resume(value) != twin.result()) {
                throw new AssertionError("the result of seed " + seed);
            }
        }

        private static Void collect() {
            int rounds = 0;
            do {
                System.gc();
                Thread.getAllStackTraces();
                rounds++;
            } while (!ends || rounds < 20);
            return null;
        }

        public static void main(String[] arguments) throws Exception {
            MemorySegment mix = function(arguments[0], "mix");
            NativeCoroutines coroutines = NativeCoroutines.builder().build();
            List<FutureTask<Void>> tasks = new ArrayList<>();
            tasks.add(new FutureTask<>(() -> mix(coroutines, mix, 1)));
            tasks.add(new FutureTask<>(() -> mix(coroutines, mix, 2)));
            tasks.add(new FutureTask<>(Stressed::collect));
            Thread.ofPlatform().name("mixes-1").start(tasks.get(0));
            Thread.ofVirtual().name("mixes-2").start(tasks.get(1));
            Thread.ofPlatform().name("collects").start(tasks.get(2));
            System.out.println("begun");
            System.in.transferTo(OutputStream.nullOutputStream());
            ends = true;
            for (FutureTask<Void> task : tasks) {
                task.get();
            }
            coroutines.close();
            System.out.println(coroutines.counters().mappedBytes() + " bytes left");
        }
    }

    static List<String> options() {
        List<String> options =
                new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:+UseG1GC", "-XX:+UseZGC"));
        if (Boolean.getBoolean("kcoro.ci")) {
            options.add("-XX:+UseShenandoahGC");
            options.add("-XX:+UseSystemMemoryBarrier");
            options.add("-Xcomp -XX:TieredStopAtLevel=1");
            options.add("-Xint");
        }
        return options;
    }

    @ParameterizedTest
    @MethodSource("options")
    void underCollectionsAndDumps(String options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-Xmx48m", "-XX:+UnlockExperimentalVMOptions"));
        all.addAll(List.of(options.split(" ")));
        Process process = start(Stressed.class, all.toArray(String[]::new));
        try {
            assertEquals('b', process.getInputStream().read(), "begun");
            String threads = jcmd(process, "Thread.print", "-l");
            assertTrue(threads.contains("\"mixes-1\""), threads);
            assertTrue(threads.contains("Stressed.mix("), threads);
            Path file = folder.resolve("threads.txt");
            jcmd(process, "Thread.dump_to_file", "-overwrite", file.toString());
            String dumped = Files.readString(file);
            assertTrue(dumped.contains("\"mixes-1\"") && dumped.contains("\"mixes-2\""), dumped);
            assertTrue(dumped.contains("Stressed.mix("), dumped);
            assertEquals(0, end(process), () -> output);
        } finally {
            process.destroyForcibly();
        }
        assertEquals("egun\n0 bytes left", output.strip());
    }

    /** Uses more stack than there is; before that, less. */
    public static final class Overflowing {

        private Overflowing() {}

        public static void main(String[] arguments) {
            NativeCoroutines coroutines = NativeCoroutines.builder().build();
            NativeCoroutine deep =
                    coroutines.open(function(arguments[0], "deep"), MemorySegment.NULL);
            deep.resume(500);
            deep.resume(0);
            System.out.println("deep enough");
            coroutines.open(function(arguments[0], "overflow"), MemorySegment.NULL).resume(0);
            System.out.println("too deep");
        }
    }

    @Test
    void anOverflowMeetsTheGuardAndEndsTheProcess() throws Exception {
        int exit = end(start(Overflowing.class, "-Xmx48m", "-XX:+UseSerialGC"));
        assertTrue(output.startsWith("deep enough"), () -> output);
        assertFalse(output.contains("too deep"), () -> output);
        // By the signal itself, for there is no stack left on which the JVM could handle it.
        assertEquals(SIGSEGV, exit, () -> output);
    }
}
