// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** A running {@code ./kcoro serve}, killed at the latest when the test closes it. */
final class KcoroServer implements AutoCloseable {

    private final Process process;
    private final BufferedReader errors;
    private final List<String> said = new ArrayList<>();

    private KcoroServer(Process process) {
        this.process = process;
        errors = process.errorReader();
    }

    /** Starts one, and waits until it says that it listens. */
    static KcoroServer start(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        KcoroServer server =
                new KcoroServer(KcoroProcess.builder(folder, environment, command).start());
        do {
            String line = server.errors.readLine();
            assertNotNull(
                    line, () -> "the server ended before it listened; it said " + server.said);
            server.said.add(line);
        } while (!server.said.get(server.said.size() - 1).contains("listening on"));
        return server;
    }

    /** Of the process. */
    long pid() {
        return process.pid();
    }

    /** The lines of standard error until it listened. */
    List<String> said() {
        return said;
    }

    /** Closes the end of standard error that we read. */
    void readNoMore() throws IOException {
        errors.close();
    }

    /** Whether a socket is answered. */
    static boolean answers(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Sends a signal, such as {@code STOP}. */
    void signal(String signal) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    /** Sends a signal, such as {@code TERM}, and waits for the exit code. */
    int end(String signal) throws IOException, InterruptedException {
        signal(signal);
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
