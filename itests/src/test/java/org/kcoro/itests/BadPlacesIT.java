// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.security.auth.module.UnixSystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bad days of the commands: files, folders, disks and sockets. */
class BadPlacesIT extends BadDay {

    private Map<String, String> environment(String name, String value) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put(name, value);
        return environment;
    }

    /** The arguments of both commands, for what goes wrong with either. */
    static List<List<String>> commands() {
        return List.of(List.of("demo"), List.of("serve", "--socket", "s"));
    }

    @Test
    void aFileOfSomebodyElseIsNamed() throws Exception {
        assumeRoot();
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        allow("600", secret);
        KcoroProcess demo = runAs(AS_NOBODY, "demo", secret.toString());
        assertFailed(demo, "permission denied", secret.toString());
    }

    @Test
    void aSocketInAFolderOfSomebodyElseIsNamed() throws Exception {
        assumeRoot();
        allow("1777", temporary);
        Path socket = Files.createDirectory(folder.resolve("closed")).resolve("s");
        assertFailed(
                runAs(AS_NOBODY, "serve", "--socket", socket.toString()),
                socket.toString(),
                "not writable",
                "choose a path");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aTemporaryFolderOfSomebodyElseIsNamed(List<String> command) throws Exception {
        assumeRoot();
        assertFailed(
                runAs(AS_NOBODY, command.toArray(String[]::new)),
                temporary.toString(),
                "permission denied",
                "java.io.tmpdir");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aTemporaryFolderThatIsMissingIsNamed(List<String> command) throws Exception {
        Files.delete(temporary);
        KcoroProcess process = kcoro(command.toArray(String[]::new));
        Files.createDirectory(temporary);
        assertFailed(process, temporary.toString(), "no such folder", "java.io.tmpdir");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aFullDiskIsNamed(List<String> command) throws Exception {
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
            assertFailed(kcoro(command.toArray(String[]::new)), "No space left", "java.io.tmpdir");
        } finally {
            new ProcessBuilder("umount", temporary.toString()).start().waitFor();
        }
    }

    @Test
    void aDefaultFolderThatIsMissingIsNamed() throws Exception {
        Path missing = folder.resolve("missing");
        assertFailed(
                KcoroProcess.run(
                        folder, environment("XDG_RUNTIME_DIR", missing.toString()), "serve"),
                missing.toString(),
                "no such folder",
                "--socket");
    }

    @Test
    void aDefaultFolderThatOthersMayEnterIsNamed() throws Exception {
        Path open = Files.createDirectory(folder.resolve("kcoro-" + new UnixSystem().getUid()));
        allow("755", open);
        assertFailed(
                KcoroProcess.run(
                        folder, environment("XDG_RUNTIME_DIR", folder.toString()), "serve"),
                open.toString(),
                "0700",
                "--socket");
    }

    @Test
    void aSocketPathThatIsTooLongNamesTheLimit() throws Exception {
        assertFailed(
                kcoro("serve", "--socket", folder.resolve("x".repeat(120)).toString()),
                "107",
                "shorter");
    }

    @Test
    void aTemporaryFolderThatIsTooLongForTheDemosSocketNamesTheLimit() throws Exception {
        Files.delete(temporary);
        temporary = Files.createDirectory(folder.resolve("t".repeat(100)));
        assertFailed(kcoro("demo"), "107", "java.io.tmpdir");
    }

    @Test
    void aFileInTheSocketsPlaceIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("precious"), "precious");
        assertFailed(
                kcoro("serve", "--socket", file.toString()), "no socket", "choose another path");
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void aStaleSocketIsReplacedAndALiveOneIsLeftAlone() throws Exception {
        Path socket = folder.resolve("s");
        List<String> command =
                KcoroProcess.command(List.of(), "serve", "--socket", socket.toString());
        try (KcoroServer server = KcoroServer.start(folder, environment(), command)) {
            server.end("KILL");
        }
        assertTrue(Files.exists(socket));
        assertFalse(KcoroServer.answers(socket));
        try (KcoroServer server = KcoroServer.start(folder, environment(), command)) {
            assertTrue(KcoroServer.answers(socket));
            KcoroProcess second = kcoro("serve", "--socket", socket.toString());
            assertEquals(1, second.exitCode());
            assertTrue(second.errors().contains("live server; stop it"), second.errors());
            assertTrue(KcoroServer.answers(socket));
            assertEquals(143, server.end("TERM"));
        }
        assertFalse(Files.exists(socket));
    }

    /** Also where the locale knows ASCII alone. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void pathsMayHaveBlanksAndOtherLetters(String locale) throws Exception {
        Map<String, String> environment = environment("LC_ALL", locale);
        Path file = Files.writeString(folder.resolve("größe und maß"), "x y\n");
        KcoroProcess demo = KcoroProcess.run(folder, environment, "demo", file.toString());
        assertEquals(0, demo.exitCode(), demo.errors());
        Path socket = folder.resolve("ein söcket");
        try (KcoroServer server =
                KcoroServer.start(
                        folder,
                        environment,
                        KcoroProcess.command(List.of(), "serve", "--socket", socket.toString()))) {
            assertTrue(KcoroServer.answers(socket));
            assertEquals(143, server.end("TERM"));
        }
        assertNothingLeft();
    }

    @Test
    void aNameThatIsNotInTheLocalesCharacterSetIsNamed() throws Exception {
        Process demo =
                KcoroProcess.builder(
                                folder,
                                environment("LC_ALL", "C.UTF-8"),
                                List.of(
                                        "sh",
                                        "-c",
                                        "f=$(printf 'caf\\351'); echo x >\"$f\"; exec \"$0\" demo \"$f\"",
                                        KcoroProcess.ROOT.resolve("kcoro").toString()))
                        .start();
        String errors = new String(demo.getErrorStream().readAllBytes());
        assertFailed(new KcoroProcess(demo.waitFor(), "", errors), "UTF-8", "demo - <FILE");
    }
}
