// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.nio.file.Path;

import org.kcoro.Kcoro;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.RemoteChannel;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that use a server's channels. */
final class ClientOptions {

    /** What is done on a connection. */
    interface Body {
        void run(IpcClient client) throws Exception;
    }

    @Option(names = "--socket", paramLabel = "PATH")
    private Path socket;

    /** Runs a body on a connection of its own. */
    Integer connected(Body body) throws Exception {
        Path path = socket == null ? SocketPath.forClient() : socket.toAbsolutePath();
        try (Kcoro kcoro = Kcoro.start(settings -> settings.name("client").workers(1));
                IpcClient client = kcoro.connect(path)) {
            body.run(client);
        }
        return Main.DONE;
    }

    /** The options of the commands that make a channel which is not there. */
    static final class ChannelToMake {

        @Option(names = "--kind", paramLabel = "KIND")
        private ChannelKind kind = ChannelKind.BUFFERED;

        @Option(names = "--capacity", paramLabel = "N")
        private int capacity = 1024;

        @Option(names = "--elem-size", paramLabel = "BYTES")
        private int elementSize;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        /** Opens a channel, or makes it. */
        RemoteChannel open(IpcClient client, String name) throws Exception {
            requireRange("--capacity", capacity, ChannelBuilder.MAX_CAPACITY);
            requireRange("--elem-size", elementSize, RemoteChannel.MAX_ELEMENT_LENGTH);
            int kept = kind == ChannelKind.BUFFERED ? capacity : 0;
            return client.openChannel(name, kind, kept, elementSize);
        }

        private void requireRange(String option, int value, int most) {
            if (value < 0 || value > most) {
                throw new ParameterException(
                        spec.commandLine(), option + " is " + value + "; it must be 0 to " + most);
            }
        }
    }
}
