// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bad days of the commands: inputs, builds and ends. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadDaysIT extends BadDay {

    private JsonNode counted(Path file) throws Exception {
        KcoroProcess demo = kcoro("demo", "--json", file.toString());
        assertEquals(0, demo.exitCode(), demo.errors());
        return new ObjectMapper().readTree(demo.output());
    }

    // Inputs.

    @Test
    void aWordOfTenMegabytesIsOneWord() throws Exception {
        Path file = Files.writeString(folder.resolve("word"), "x".repeat(10_000_000) + " a\n");
        JsonNode report = counted(file);
        assertEquals(2, report.get("distinct").asInt());
        assertEquals(10_000_000, report.get("top").get(1).get(0).asText().length());
        KcoroProcess table = kcoro("demo", file.toString());
        assertTrue(table.output().contains("(10000000 letters)"));
        assertTrue(table.output().length() < 2_000);
    }

    @Test
    void aLineOfTenMegabytesIsOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("line"), "ab ".repeat(3_333_333));
        JsonNode report = counted(file);
        assertEquals(1, report.get("lines").asInt());
        assertEquals(3_333_333, report.get("top").get(0).get(1).asInt());
    }

    @Test
    void moreDistinctWordsThanMemoryHoldsNameTheLimit() throws Exception {
        Path file = folder.resolve("distinct");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 3_000_000; i++) {
                for (int rest = i; rest > 0; rest /= 26) {
                    writer.write('a' + rest % 26);
                }
                writer.write("x\n");
            }
        }
        KcoroProcess demo = kcoro("demo", file.toString());
        assertFailed(demo, "distinct words", "KCORO_JAVA_OPTS=-Xmx");
        // Three quarters of the heap.
        assertTrue(demo.errors().contains(3 * (256L << 20) / 4 + " bytes"), demo.errors());
    }

    /** A demo whose feeder stands still amid its file. */
    private record StoppedDemo(Process demo, ReadingProcess feeder) {}

    /** Makes a file longer until its reader is stopped before its end. */
    private StoppedDemo stopAmid(Path file, String text) throws Exception {
        for (int attempt = 1; attempt <= 4; attempt++) {
            try (BufferedWriter writer =
                    Files.newBufferedWriter(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                for (int i = 0; i < 10 * attempt; i++) {
                    writer.write(text.repeat(1_000_000));
                }
            }
            Process demo =
                    KcoroProcess.builder(
                                    folder,
                                    environment(),
                                    KcoroProcess.command(
                                            List.of(), "demo", "--json", file.toString()))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            ReadingProcess feeder = ReadingProcess.of(demo, file);
            feeder.stopAfterFirstRead();
            if (feeder.position() < Files.size(file)) {
                return new StoppedDemo(demo, feeder);
            }
            // It was faster than this test.
            feeder.goOn();
            demo.getInputStream().readAllBytes();
            assertEquals(0, demo.waitFor());
        }
        throw new AssertionError("all was read before the change, of " + Files.size(file));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatChangesWhileItIsReadIsCountedAsItWasRead(boolean grows) throws Exception {
        String text = "word\n";
        int more = 100_000;
        Path file = folder.resolve("changing");
        StoppedDemo stopped = stopAmid(file, text);
        Process demo = stopped.demo();
        long size = Files.size(file);
        long read = stopped.feeder().position();
        try (FileOutputStream change = new FileOutputStream(file.toFile(), true)) {
            if (grows) {
                change.write(text.repeat(more).getBytes(StandardCharsets.US_ASCII));
            } else {
                change.getChannel().truncate(5 * (read / 10));
            }
        }
        stopped.feeder().goOn();
        JsonNode report = new ObjectMapper().readTree(demo.getInputStream());
        assertEquals(0, demo.waitFor());
        // Cut off behind the reader's back, there is nothing more to read.
        assertEquals(grows ? size + 5L * more : read, report.get("bytes").asLong());
        // The last word may lack its newline.
        assertEquals(
                (report.get("bytes").asLong() + 1) / 5, report.get("top").get(0).get(1).asLong());
    }

    // Builds.

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve"})
    void aBuildThatFailsExitsWithThree(String command) throws Exception {
        Path root =
                Files.createDirectories(folder.resolve("a root/distribution/src/main/dist/bin"));
        Path sources = folder.resolve("a root");
        Files.copy(KcoroProcess.ROOT.resolve("kcoro"), sources.resolve("kcoro"));
        sources.resolve("kcoro").toFile().setExecutable(true);
        Files.copy(
                KcoroProcess.ROOT.resolve("distribution/src/main/dist/bin/functions.sh"),
                root.resolve("functions.sh"));
        Files.writeString(sources.resolve("pom.xml"), "<project>broken");
        Process build =
                KcoroProcess.builder(
                                folder,
                                Map.of("KCORO_NO_BUILD", ""),
                                List.of(sources.resolve("kcoro").toString(), command))
                        .start();
        String errors = new String(build.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(3, build.waitFor(), errors);
        assertTrue(errors.contains("the build failed"), errors);
        assertTrue(errors.contains("pom.xml"), errors);
    }

    // Ends.

    /** A demo that is fed from a named pipe, and so goes on until the test lets it. */
    private Process demoOf(Path pipe, Path errors) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return KcoroProcess.builder(
                        folder,
                        environment(),
                        KcoroProcess.command(List.of(), "demo", pipe.toString()))
                .redirectError(errors.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessHandle feederOf(Process demo) {
        return demo.descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("demo.feeder"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFeederThatIsKilledIsNamed() throws Exception {
        Path errors = folder.resolve("errors");
        Process demo = demoOf(folder.resolve("pipe"), errors);
        // Opens when the feeder does.
        try (OutputStream pipe = new FileOutputStream(folder.resolve("pipe").toFile())) {
            pipe.write("some words\n".getBytes(StandardCharsets.US_ASCII));
            feederOf(demo).destroyForcibly();
            int exitCode = demo.waitFor();
            assertFailed(
                    new KcoroProcess(exitCode, "", Files.readString(errors)),
                    "feeder",
                    "137",
                    "again");
        }
    }

    @Test
    void aFeederOutlivesNoContainer() throws Exception {
        Process demo = demoOf(folder.resolve("pipe"), folder.resolve("errors"));
        try (OutputStream pipe = new FileOutputStream(folder.resolve("pipe").toFile())) {
            ProcessHandle feeder = feederOf(demo);
            demo.destroyForcibly().waitFor();
            // It waits for input that does not come, and ends all the same.
            feeder.onExit().get();
            pipe.flush();
        }
        // Killed like this it cannot clean up. The next demo is not harmed by what it left.
        Path file = Files.writeString(folder.resolve("next"), "x\n");
        assertEquals(0, kcoro("demo", file.toString()).exitCode());
    }

    /** Each try is a run of the command: a slow machine needs seconds for one. */
    @Test
    @Timeout(value = 1_800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSignalAtAnyMomentLeavesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "some words\n".repeat(4_000_000));
        int tries = Boolean.getBoolean("kcoro.ci") ? 100 : 10;
        for (int i = 0; i < tries; i++) {
            boolean interrupt = i % 2 == 0;
            List<String> command =
                    i % 4 < 2
                            ? KcoroProcess.command(
                                    KcoroProcess.INTERRUPTIBLE, "demo", file.toString())
                            : KcoroProcess.command(
                                    KcoroProcess.INTERRUPTIBLE,
                                    "serve",
                                    "--socket",
                                    folder.resolve("s").toString());
            Path errors = folder.resolve("errors");
            Process process =
                    KcoroProcess.builder(folder, environment(), command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(errors.toFile())
                            .start();
            // The moments are spread over the start, the work and, for the demo, the end.
            long moment = 20L + 1_500L * i / tries;
            process.waitFor(moment, TimeUnit.MILLISECONDS);
            if (process.isAlive()) {
                new ProcessBuilder(
                                "kill", interrupt ? "-INT" : "-TERM", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            }
            int exitCode = process.waitFor();
            int expected = interrupt ? 130 : 143;
            String said = Files.readString(errors);
            assertTrue(
                    exitCode == expected
                            || (exitCode == 0 && i % 4 < 2)
                            || isSignalDuringBoot(exitCode, said, expected),
                    "exit code "
                            + exitCode
                            + " after "
                            + moment
                            + " ms of "
                            + command
                            + ": "
                            + said);
            assertFalse(Files.exists(folder.resolve("s")), "socket after " + moment + " ms");
            assertNothingLeft();
        }
    }

    /**
     * A signal in the JVM's first milliseconds, before its modules are there, ends any program on
     * JDK 25 with 1 at times, and with this line, which knows the right code. Nothing of ours has
     * run by then.
     */
    private static boolean isSignalDuringBoot(int exitCode, String said, int expected) {
        return exitCode == 1 && said.startsWith("Runtime.exit(" + expected + ") logging failed");
    }
}
