// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
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

    private int run(Class<?> main, String... options) throws IOException, InterruptedException {
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
        Process process = builder.start();
        process.getOutputStream().close();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    /** What both programs do first. */
    private static MemorySegment function(String library, String name) {
        return SymbolLookup.libraryLookup(Path.of(library), Arena.global()).findOrThrow(name);
    }

    /** Switches, on threads that also make garbage, while collections run and dumps are taken. */
    public static final class Stressed {

        private static final int THREADS = 2;
        private static final int ROUNDS = 30_000;

        private Stressed() {}

        private static Void mix(NativeCoroutines coroutines, MemorySegment mix, long seed) {
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
            return null;
        }

        public static void main(String[] arguments) throws Exception {
            MemorySegment mix = function(arguments[0], "mix");
            NativeCoroutines coroutines = NativeCoroutines.builder().build();
            List<FutureTask<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                long seed = t;
                FutureTask<Void> task = new FutureTask<>(() -> mix(coroutines, mix, seed));
                tasks.add(task);
                (t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
            }
            for (int i = 0; i < 20; i++) {
                System.gc();
                Thread.getAllStackTraces();
            }
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
        assertEquals(0, run(Stressed.class, all.toArray(String[]::new)), () -> output);
        assertEquals("0 bytes left", output.strip());
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
        int exit = run(Overflowing.class, "-Xmx48m", "-XX:+UseSerialGC");
        assertTrue(output.startsWith("deep enough"), () -> output);
        assertFalse(output.contains("too deep"), () -> output);
        // By the signal itself, for there is no stack left on which the JVM could handle it.
        assertEquals(SIGSEGV, exit, () -> output);
    }
}
