// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kcoro.scheduler.Scheduler;

/** A server with the defaults on a socket, for tests that speak to it in bytes. */
abstract class BytesOnTheWire {

    @TempDir Path folder;

    Path socket;
    Scheduler scheduler;
    IpcServer server;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("s");
        scheduler = Scheduler.builder().workers(2).build();
        server = IpcServer.create(scheduler);
        server.listen(Transport.unixStream(), socket);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        scheduler.close();
    }
}
