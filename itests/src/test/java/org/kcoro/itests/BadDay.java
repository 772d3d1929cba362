// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.sun.security.auth.module.UnixSystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What can go wrong with the commands: a temporary folder of their own, and what a failure must say
 * and leave behind.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class BadDay {

    /** Somebody who may read and write little. */
    static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir Path folder;

    /** The temporary folder of the processes. */
    Path temporary;

    @BeforeEach
    void makeTemporaryFolder() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    Map<String, String> environment() {
        return Map.of("KCORO_JAVA_OPTS", "-Xmx256m -Djava.io.tmpdir=" + temporary);
    }

    KcoroProcess kcoro(String... arguments) throws Exception {
        return KcoroProcess.run(folder, environment(), arguments);
    }

    void assertFailed(KcoroProcess process, String... parts) throws IOException {
        assertEquals(1, process.exitCode(), process.errors());
        for (String part : parts) {
            assertTrue(process.errors().contains(part), process.errors());
        }
        assertNothingLeft();
    }

    void assertNothingLeft() throws IOException {
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

    /** Only root can become somebody else, or make a small disk; continuous integration is root. */
    static void assumeRoot() {
        assumeTrue(
                new UnixSystem().getUid() == 0 || Boolean.getBoolean("kcoro.ci"),
                "left out: it needs root");
    }

    /** Runs a copy of the distribution: where the sources are, somebody else may see nothing. */
    KcoroProcess runAs(List<String> runner, String... arguments) throws Exception {
        allow("a+rx", folder);
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

    /** Changes the mode of a file. */
    static void allow(String mode, Path path) throws Exception {
        assertEquals(0, new ProcessBuilder("chmod", mode, path.toString()).start().waitFor());
    }
}
