// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.scheduler.Scheduler;

/** Asks a container from outside, through its bridge, whether it works as a whole. */
final class Bridge {

    private Bridge() {}

    /** Sends an element through a channel of the container and returns what comes back. */
    static String echo(Path socket, String element) throws Exception {
        try (Scheduler scheduler = Scheduler.builder().workers(1).build();
                IpcClient client = IpcClient.connect(scheduler, Transport.unixStream(), socket)) {
            RemoteChannel channel = client.makeChannel(ChannelKind.BUFFERED, 1, 0);
            channel.send(element.getBytes(StandardCharsets.UTF_8));
            return new String(channel.receive(), StandardCharsets.UTF_8);
        }
    }
}
