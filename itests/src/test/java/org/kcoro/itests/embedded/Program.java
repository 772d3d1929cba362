// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.kcoro.Kcoro;
import org.kcoro.channels.Channel;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.scheduler.Coroutine;

/**
 * A plain program that embeds kcoro, which {@code EmbeddedIT} runs as a process. It says whether
 * kcoro is in a named module, on which switcher, and what it has received from itself by its
 * bridge.
 */
public final class Program {

    private Program() {}

    /** Runs it with the path of a socket. */
    public static void main(String[] arguments) throws Exception {
        Path socket = Path.of(arguments[0]);
        try (Kcoro kcoro = Kcoro.start();
                IpcServer server = kcoro.serve(socket);
                IpcClient client = kcoro.connect(socket)) {
            Channel<byte[]> words = Channel.rendezvous("words");
            RemoteChannel remote = client.channel(server.offer(words, IpcServer.VARIABLE_SIZE));
            Coroutine<Void> sender =
                    kcoro.launch(
                            "sender",
                            () -> remote.send("hello".getBytes(StandardCharsets.US_ASCII)));
            String received = new String(words.receive(), StandardCharsets.US_ASCII);
            sender.join();
            System.out.println(
                    String.join(
                            " ",
                            Kcoro.class.getModule().isNamed() ? "module" : "class",
                            kcoro.scheduler().switcher(),
                            received));
        }
    }
}
