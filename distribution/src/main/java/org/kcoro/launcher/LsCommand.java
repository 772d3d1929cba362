// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.List;
import java.util.concurrent.Callable;

import org.kcoro.ipc.RemoteChannelInfo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists a server's channels. */
@Command(name = "ls")
final class LsCommand implements Callable<Integer> {

    @Mixin private ClientOptions client;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return client.connected(
                connection -> {
                    List<RemoteChannelInfo> channels = connection.listChannels();
                    if (json) {
                        ChannelReport.printAllAsJson(channels, System.out);
                    } else {
                        ChannelReport.printTable(channels, System.out);
                    }
                    ChannelReport.requireWritten(System.out);
                });
    }
}
