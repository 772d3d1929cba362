// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UnixStreamTransportTest {

    @TempDir Path folder;

    private final Scheduler scheduler = Scheduler.builder().workers(1).build();

    @AfterEach
    void stop() {
        scheduler.close();
    }

    private TransportListener listen(Path path) throws IOException {
        return Transport.unixStream().listen(scheduler, path);
    }

    private String refused(Path path) {
        return assertThrows(IOException.class, () -> listen(path).close()).getMessage();
    }

    @Test
    void theSocketIsItsOwnersAndGoneAfterwards() throws IOException {
        Path path = folder.resolve("söckel mit blank");
        TransportListener listener = listen(path);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        listener.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void anInterruptedSenderDoesNotCloseTheConnection() throws Exception {
        Path path = folder.resolve("interrupted");
        try (TransportListener listener = listen(path);
                TransportConnection here = Transport.unixStream().connect(scheduler, path);
                TransportConnection there = listener.accept()) {
            Thread.currentThread().interrupt();
            assertTrue(here.tryWrite(ByteBuffer.wrap(new byte[] {1})));
            assertTrue(Thread.interrupted());
            ByteBuffer read = ByteBuffer.allocate(1);
            assertEquals(1, there.read(read));
            assertEquals(1, read.get(0));
        }
    }

    @Test
    void aStaleSocketIsReplaced() throws IOException {
        Path path = folder.resolve("stale");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        listen(path).close();
        assertFalse(Files.exists(path));
    }

    @Test
    void aLiveSocketIsAnError() throws IOException {
        Path path = folder.resolve("live");
        TransportListener listener = listen(path);
        String message = refused(path);
        assertTrue(message.contains("live server"), message);
        assertTrue(Files.exists(path));
        listener.close();
    }

    @Test
    void whatIsNoSocketIsLeftAlone() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "precious");
        assertTrue(refused(path).contains("no socket"));
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void aPathThatIsTooLongNamesTheLimit() {
        String message = refused(folder.resolve("x".repeat(120)));
        assertTrue(message.contains("107"), message);
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        Path path = folder.resolve("missing/s");
        assertTrue(refused(path).contains(path.toString()));
    }

    @Test
    void connectingWhereNobodyListensNamesThePath() {
        Path path = folder.resolve("nobody");
        String message =
                assertThrows(
                                IOException.class,
                                () -> Transport.unixStream().connect(scheduler, path))
                        .getMessage();
        assertTrue(message.contains(path.toString()), message);
    }

    @Test
    void aSocketThatSomebodyElsePutInPlaceIsNotRemoved() throws IOException {
        Path path = folder.resolve("mine");
        TransportListener listener = listen(path);
        Files.delete(path);
        Files.writeString(path, "theirs");
        listener.close();
        assertEquals("theirs", Files.readString(path));
    }
}
