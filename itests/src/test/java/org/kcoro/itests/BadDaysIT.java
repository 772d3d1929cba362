// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.BufferedWriter;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.security.auth.module.UnixSystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What can go wrong with the demo and the server, and what they say then. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadDaysIT {

    /** Somebody who may read and write little. */
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir Path folder;

    /** The temporary folder of the processes. */
    private Path temporary;

    @BeforeEach
    void makeTemporaryFolder() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    private Map<String, String> environment() {
        return Map.of("KCORO_JAVA_OPTS", "-Xmx256m -Djava.io.tmpdir=" + temporary);
    }

    private KcoroProcess kcoro(String... arguments) throws Exception {
        return KcoroProcess.run(folder, environment(), arguments);
    }

    private JsonNode counted(Path file) throws Exception {
        KcoroProcess demo = kcoro("demo", "--json", file.toString());
        assertEquals(0, demo.exitCode(), demo.errors());
        return new ObjectMapper().readTree(demo.output());
    }

    private void assertFailed(KcoroProcess process, String... parts) throws IOException {
        assertEquals(1, process.exitCode(), process.errors());
        for (String part : parts) {
            assertTrue(process.errors().contains(part), process.errors());
        }
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        // Each process of ours has the folder on its command line.
        assertEquals(
                List.of(),
                ProcessHandle.allProcesses()
                        .filter(p -> p.pid() != ProcessHandle.current().pid())
                        .flatMap(p -> p.info().commandLine().stream())
                        .filter(line -> line.contains(temporary.toString()))
                        .toList());
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
        assertFailed(kcoro("demo", file.toString()), "distinct words", "KCORO_JAVA_OPTS=-Xmx");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatChangesWhileItIsReadIsCountedAsItWasRead(boolean grows) throws Exception {
        Path file = Files.writeString(folder.resolve("changing"), "word\n".repeat(2_000_000));
        Process demo =
                KcoroProcess.builder(
                                folder,
                                environment(),
                                KcoroProcess.command(List.of(), "demo", "--json", file.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (FileOutputStream change = new FileOutputStream(file.toFile(), true)) {
            if (grows) {
                change.write("word\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
            } else {
                change.getChannel().truncate(5_000);
            }
        }
        JsonNode report = new ObjectMapper().readTree(demo.getInputStream());
        assertEquals(0, demo.waitFor());
        assertEquals(1, report.get("distinct").asInt());
        assertEquals(report.get("bytes").asLong(), 5 * report.get("top").get(0).get(1).asLong());
    }

    // Places.

    @Test
    void aFileOfSomebodyElseIsNamed() throws Exception {
        assumeRoot();
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        assertEquals(0, new ProcessBuilder("chmod", "600", secret.toString()).start().waitFor());
        assertEquals(0, new ProcessBuilder("chmod", "a+rx", folder.toString()).start().waitFor());
        KcoroProcess demo = runAs(AS_NOBODY, "demo", secret.toString());
        assertFailed(demo, "permission denied", secret.toString());
    }

    @Test
    void aSocketInAFolderOfSomebodyElseIsNamed() throws Exception {
        assumeRoot();
        assertEquals(
                0, new ProcessBuilder("chmod", "1777", temporary.toString()).start().waitFor());
        assertEquals(0, new ProcessBuilder("chmod", "a+rx", folder.toString()).start().waitFor());
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path socket = closed.resolve("s");
        assertFailed(
                runAs(AS_NOBODY, "serve", "--socket", socket.toString()),
                socket.toString(),
                "not writable");
    }

    /** Only root can become somebody else, or make a small disk; continuous integration is root. */
    private static void assumeRoot() {
        assumeTrue(
                new UnixSystem().getUid() == 0 || Boolean.getBoolean("kcoro.ci"),
                "left out: it needs root");
    }

    /** Runs a copy of the distribution: where the sources are, somebody else may see nothing. */
    private KcoroProcess runAs(List<String> runner, String... arguments) throws Exception {
        Path errors = folder.resolve("errors");
        Path copy = folder.resolve("kcoro");
        assertEquals(
                0,
                new ProcessBuilder(
                                "cp", "-R", KcoroProcess.DISTRIBUTION.toString(), copy.toString())
                        .start()
                        .waitFor());
        List<String> command = new ArrayList<>(runner);
        command.add(copy.resolve("bin/kcoro").toString());
        command.addAll(List.of(arguments));
        Process process =
                KcoroProcess.builder(folder, environment(), command)
                        .redirectError(errors.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new KcoroProcess(process.waitFor(), "", Files.readString(errors));
    }

    @Test
    void aFullDiskIsNamed() throws Exception {
        assumeRoot();
        assertEquals(
                0,
                new ProcessBuilder(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=256k",
                                "kcoro-test",
                                temporary.toString())
                        .start()
                        .waitFor());
        try {
            Path file = Files.writeString(folder.resolve("f"), "x\n");
            assertFailed(kcoro("demo", file.toString()), "No space left", "java.io.tmpdir");
        } finally {
            new ProcessBuilder("umount", temporary.toString()).start().waitFor();
        }
    }

    @Test
    void aSocketPathThatIsTooLongNamesTheLimit() throws Exception {
        assertFailed(kcoro("serve", "--socket", folder.resolve("x".repeat(120)).toString()), "107");
    }

    @Test
    void aFileInTheSocketsPlaceIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("precious"), "precious");
        assertFailed(kcoro("serve", "--socket", file.toString()), "no socket");
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void anOutputThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "x\n");
        Process demo =
                KcoroProcess.builder(
                                folder,
                                environment(),
                                KcoroProcess.command(List.of(), "demo", file.toString()))
                        .redirectOutput(new File("/dev/full"))
                        .start();
        String errors = new String(demo.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertFailed(new KcoroProcess(demo.waitFor(), "", errors), "standard output");
        assertEquals(
                0,
                KcoroProcess.builder(
                                folder,
                                environment(),
                                List.of(
                                        "sh",
                                        "-c",
                                        "\"$0\" demo \"$1\" | head -1 >/dev/null",
                                        KcoroProcess.ROOT.resolve("kcoro").toString(),
                                        file.toString()))
                        .start()
                        .waitFor());
        assertNothingLeft();
    }

    // Builds.

    @Test
    void aBuildThatFailsExitsWithThree() throws Exception {
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
                                List.of(sources.resolve("kcoro").toString(), "demo"))
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

    @Test
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
            Process process =
                    KcoroProcess.builder(folder, environment(), command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            // The moments are spread over the start, the work and, for the demo, the end.
            long moment = 20L + 1_500L * i / tries;
            process.waitFor(moment, java.util.concurrent.TimeUnit.MILLISECONDS);
            if (process.isAlive()) {
                new ProcessBuilder(
                                "kill", interrupt ? "-INT" : "-TERM", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            }
            int exitCode = process.waitFor();
            assertTrue(
                    exitCode == (interrupt ? 130 : 143) || (exitCode == 0 && i % 4 < 2),
                    "exit code " + exitCode + " after " + moment + " ms of " + command);
            assertFalse(Files.exists(folder.resolve("s")), "socket after " + moment + " ms");
            assertNothingLeft();
        }
    }
}
