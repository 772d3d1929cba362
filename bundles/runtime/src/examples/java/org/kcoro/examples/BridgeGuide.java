// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.kcoro.Kcoro;
import org.kcoro.channels.Channel;
import org.kcoro.channels.Clause;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.ipc.ElementCodec;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;

/** What the guide to channels between processes shows; here both are one. */
public final class BridgeGuide {

    private BridgeGuide() {}

    // tag::codec[]
    static final ElementCodec<String> TEXTS =
            new ElementCodec<>() {
                @Override
                public byte[] encode(String text) {
                    return text.getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public String decode(byte[] bytes) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            };
    // end::codec[]

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("kcoro-guide-");
        Path socket = folder.resolve("s");
        try (Kcoro kcoro = Kcoro.start();
                Kcoro elsewhere = Kcoro.start()) {
            serve(kcoro, elsewhere, socket);
        } finally {
            Files.delete(folder);
        }
    }

    private static void serve(Kcoro kcoro, Kcoro elsewhere, Path socket) throws Exception {
        // tag::server[]
        Channel<byte[]> jobs = kcoro.channels().create("jobs", byte[].class, b -> b.buffered(64));
        try (IpcServer server = kcoro.serve(socket)) {
            use(elsewhere, socket); // what another process does
            System.out.println(jobs.snapshot().sends() + " sent");
        }
        // end::server[]
    }

    private static void use(Kcoro kcoro, Path socket) throws Exception {
        // tag::client[]
        try (IpcClient client = kcoro.connect(socket)) {
            Channel<String> jobs = client.openChannel("jobs").as(TEXTS);
            jobs.send("sweep");
            jobs.send("paint");
            System.out.println(jobs.receive());
            System.out.println(jobs.receiveUpTo(10, Duration.ZERO));
            System.out.println(jobs.receive(Duration.ofMillis(10)));
            select(jobs);
        }
        // end::client[]
    }

    private static void select(Channel<String> jobs) throws InterruptedException {
        // tag::select[]
        Channel<String> here = Channel.buffered("here", 1);
        Select select = Select.fair();
        ReceiveClause<String> local = select.receive(here);
        ReceiveClause<String> remote = select.receive(jobs);
        jobs.send("polish");
        Clause chosen = select.await();
        System.out.println(chosen == remote ? remote.element() : local.element());
        // end::select[]
    }
}
