// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.kcoro.fixtures.Tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The project's own peer in C, from the folder {@code c-peer}, compiled by the system's compiler.
 */
final class CPeer {

    private static final Path SOURCES = Path.of("c-peer").toAbsolutePath();

    private final Path program;

    private CPeer(Path program) {
        this.program = program;
    }

    /** Compiles the peer; where there is no compiler, the test is left out, except in CI. */
    static CPeer compile(Path folder) throws IOException, InterruptedException {
        Tool.require(
                "cc",
                "the C peer of the wire protocol is not run",
                "a C compiler, such as the package gcc");
        Path program = folder.resolve("peer");
        List<String> command =
                new ArrayList<>(
                        List.of("cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-o"));
        command.add(program.toString());
        try (Stream<Path> sources = Files.list(SOURCES)) {
            sources.map(Path::toString).filter(name -> name.endsWith(".c")).forEach(command::add);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = text(process);
        assertEquals(0, process.waitFor(), output);
        return new CPeer(program);
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes());
    }

    /** Runs the client against a server; answers what it has checked. */
    List<String> check(String socketType, Path socket) throws IOException, InterruptedException {
        Process process = start("client", socketType, socket, true, 0);
        String output = text(process);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    /**
     * Starts the server; returns once it listens. The caller destroys it.
     *
     * @param wrongType an attribute that it answers wrongly; 0 for none
     */
    Process serve(String socketType, Path socket, int wrongType) throws IOException {
        Process process = start("server", socketType, socket, false, wrongType);
        BufferedReader reader = process.inputReader();
        assertEquals("listening", reader.readLine());
        return process;
    }

    private Process start(
            String role, String socketType, Path socket, boolean merged, int wrongType) {
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), role, socketType, socket.toString());
        builder.redirectErrorStream(merged);
        builder.environment().put("PEER_WRONG_TYPE", Integer.toString(wrongType));
        if (!merged) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
