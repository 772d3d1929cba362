// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.itests.container.Distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code ./kcoro} itself: usage, exit codes, links, signals. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CommandLineIT {

    @TempDir Path folder;

    private KcoroProcess kcoro(String... arguments) throws Exception {
        return KcoroProcess.run(folder, Map.of(), arguments);
    }

    @Test
    void aloneItPrintsUsageAndExitsWithTwo() throws Exception {
        KcoroProcess alone = kcoro();
        assertEquals(2, alone.exitCode());
        assertTrue((alone.output() + alone.errors()).contains("demo"), alone.errors());
    }

    @Test
    void helpAndVersionNeedNeitherJdkNorBuild() throws Exception {
        Map<String, String> bare =
                Map.of("JAVA_HOME", "", "PATH", "/usr/bin:/bin", "KCORO_JDK_FOLDERS", "/nowhere");
        for (String argument : new String[] {"help", "--help", "version"}) {
            KcoroProcess help = KcoroProcess.run(folder, bare, argument);
            assertEquals(0, help.exitCode(), help.errors());
            assertFalse(help.output().isBlank());
        }
        assertTrue(kcoro("version").output().contains("0.1.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve"})
    void withoutAJdkItSaysWhatToInstallAndExitsWithThree(String command) throws Exception {
        Map<String, String> bare =
                Map.of("JAVA_HOME", "", "PATH", "/usr/bin:/bin", "KCORO_JDK_FOLDERS", "/nowhere");
        KcoroProcess process = KcoroProcess.run(folder, bare, command);
        assertEquals(3, process.exitCode());
        String first = process.errors().lines().findFirst().orElse("");
        assertTrue(first.contains("JDK 25") && first.contains("install"), process.errors());
    }

    @Test
    void whatItDoesNotKnowIsAUsageError() throws Exception {
        KcoroProcess command = kcoro("dance");
        assertEquals(2, command.exitCode());
        assertTrue(command.errors().contains("dance"), command.errors());
        KcoroProcess option = kcoro("demo", "--loud");
        assertEquals(2, option.exitCode());
        assertTrue(option.errors().contains("--loud"), option.errors());
        KcoroProcess transport = kcoro("serve", "--transport", "pigeon");
        assertEquals(2, transport.exitCode());
        assertTrue(transport.errors().contains("pigeon"), transport.errors());
    }

    @ParameterizedTest
    @CsvSource({
        "demo, KCORO_WORKERS, abc, 1 to 256",
        "serve, KCORO_WORKERS, 0, 1 to 256",
        "serve, KCORO_SWITCHER, fibre, continuation"
    })
    void aSettingThatIsWrongIsNamed(String command, String name, String value, String remedy)
            throws Exception {
        Path socket = folder.resolve("s");
        Map<String, String> environment = Map.of(name, value, "KCORO_SOCKET", socket.toString());
        KcoroProcess process = KcoroProcess.run(folder, environment, command);
        assertEquals(1, process.exitCode());
        // One line, which says all.
        assertEquals(1, process.errors().lines().count(), process.errors());
        String setting = name.toLowerCase(Locale.ROOT).replace('_', '.');
        for (String part : List.of(setting, "'" + value + "'", remedy)) {
            assertTrue(process.errors().contains(part), process.errors());
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void itWorksThroughALinkFromAnotherFolder() throws Exception {
        Path link =
                Files.createSymbolicLink(
                        folder.resolve("my kcoro"), KcoroProcess.ROOT.resolve("kcoro"));
        Files.writeString(folder.resolve("wörter und mehr.txt"), "eins zwei\n");
        Process process =
                KcoroProcess.builder(
                                folder,
                                Map.of(),
                                List.of(link.toString(), "demo", "--json", "wörter und mehr.txt"))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("\"zwei\""), output);
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void aSignalEndsTheServerCleanly(String signal, int exitCode) throws Exception {
        Path socket = folder.resolve("socket");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        ProcessBuilder builder =
                KcoroProcess.builder(
                        folder,
                        Map.of("KCORO_JAVA_OPTS", "-Xmx64m -Djava.io.tmpdir=" + temporary),
                        KcoroProcess.command(
                                KcoroProcess.INTERRUPTIBLE,
                                "serve",
                                "--socket",
                                socket.toString()));
        Process server = builder.start();
        try (BufferedReader errors = server.errorReader()) {
            // It says so once it listens.
            String line = errors.readLine();
            assertTrue(line != null && line.contains(socket.toString()), line);
            assertTrue(Files.exists(socket));
            KcoroProcess second = kcoro("serve", "--socket", socket.toString());
            assertEquals(1, second.exitCode());
            assertTrue(second.errors().contains("live server"), second.errors());
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                            .start()
                            .waitFor());
            assertEquals(exitCode, server.waitFor());
        } finally {
            server.destroyForcibly();
        }
        assertFalse(Files.exists(socket));
        try (var left = Files.list(temporary)) {
            assertEquals(
                    "[]", left.filter(p -> !p.endsWith("hsperfdata_root")).toList().toString());
        }
    }

    @Test
    void verboseSaysHowLongTheStartOfAllBundlesTook() throws Exception {
        try (KcoroServer server =
                KcoroServer.start(
                        folder,
                        Map.of(),
                        KcoroProcess.command(
                                List.of(),
                                "serve",
                                "--verbose",
                                "--socket",
                                folder.resolve("s").toString()))) {
            Matcher line =
                    Pattern.compile(
                                    "kcoro serve: all (\\d+) bundles active (\\d+) ms after the JVM's"
                                            + " start; the goal is 2000 ms")
                            .matcher(String.join("\n", server.said()));
            assertTrue(line.find(), server.said()::toString);
            // A fragment is a part of its host, and never active.
            assertEquals(Distribution.bundles().size(), Integer.parseInt(line.group(1)));
            System.out.println(line.group());
            assertEquals(143, server.end("TERM"));
        }
    }
}
