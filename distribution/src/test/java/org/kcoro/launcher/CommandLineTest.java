// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommandLineTest {

    private static final Path HELP = Path.of("src/main/dist/lib/help");

    @Test
    void everyCommandAndOptionStandsInTheHelp() throws Exception {
        String overview = Files.readString(HELP.resolve("kcoro.txt"));
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            String name = command.getCommandName();
            assertTrue(overview.contains("\n  " + name + " "), name);
            String help = Files.readString(HELP.resolve(name + ".txt"));
            assertTrue(help.startsWith("Usage: kcoro " + name), name);
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertTrue(help.contains("\n  " + option.longestName()), option::longestName);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo a b",
                "demo --loud",
                "serve --transport pigeon",
                "dance",
                "recv jobs --kind round",
                "send jobs --format xml",
                "recv jobs --count few"
            })
    void wrongUsageIsNamedAndExitsWithTwo(String arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream captured = new PrintStream(errors, true)) {
            System.setErr(captured);
            exitCode = Main.commandLine().execute(arguments.split(" "));
        } finally {
            System.setErr(before);
        }
        assertEquals(Main.USAGE, exitCode);
        String last = arguments.substring(arguments.lastIndexOf(' ') + 1);
        assertTrue(errors.toString(StandardCharsets.UTF_8).contains(last), errors::toString);
    }
}
