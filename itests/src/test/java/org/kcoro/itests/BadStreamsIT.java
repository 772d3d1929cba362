// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bad days of the commands: standard streams that are closed, full or abandoned. */
class BadStreamsIT extends BadDay {

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("f"), "x\n");
    }

    /** The demo, started by a line of shell in which it is {@code "$@"}. */
    private ProcessBuilder inShell(String line, String... arguments) {
        return KcoroProcess.builder(
                folder,
                environment(),
                KcoroProcess.command(List.of("sh", "-c", line, "sh"), arguments));
    }

    private static KcoroProcess ended(Process process) throws Exception {
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new KcoroProcess(process.waitFor(), "", errors);
    }

    @Test
    void anOutputWithoutSpaceIsNamed() throws Exception {
        Process demo =
                inShell("exec \"$@\"", "demo", file.toString())
                        .redirectOutput(new File("/dev/full"))
                        .start();
        assertFailed(ended(demo), "standard output", "full");
    }

    @Test
    void anOutputThatIsClosedIsNamed() throws Exception {
        Process demo = inShell("exec \"$@\" >&-", "demo", file.toString()).start();
        assertFailed(ended(demo), "standard output", "closed");
    }

    @Test
    void anOutputThatNobodyReadsIsNamed() throws Exception {
        Process demo = inShell("exec \"$@\"", "demo", file.toString()).start();
        demo.getInputStream().close();
        assertFailed(ended(demo), "standard output", "closed");
    }

    @Test
    void aReaderOfTheFirstLineGetsIt() throws Exception {
        Process demo = inShell("\"$@\" | head -1", "demo", file.toString()).start();
        String line = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(line.startsWith(file + ": 2 bytes"), line);
        assertEquals(0, demo.waitFor());
        assertNothingLeft();
    }

    /** The JVM would read, in its place, the next file that it opens. */
    @Test
    void anInputThatIsClosedIsNamed() throws Exception {
        Process demo = inShell("exec \"$@\" <&-", "demo", "-").start();
        assertFailed(ended(demo), "cannot read standard input", "closed");
    }

    @Test
    void aServerNeedsNoStandardStreams() throws Exception {
        Path socket = folder.resolve("s");
        try (KcoroServer server =
                KcoroServer.start(
                        folder,
                        environment(),
                        KcoroProcess.command(
                                List.of("sh", "-c", "exec \"$@\" <&- >&-", "sh"),
                                "serve",
                                "--socket",
                                socket.toString()))) {
            assertTrue(KcoroServer.answers(socket));
            // Nobody hears any longer what it has to say.
            server.readNoMore();
            assertEquals(143, server.end("TERM"));
        }
        assertFalse(Files.exists(socket));
        assertNothingLeft();
    }
}
