// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.concurrent.Callable;

import org.kcoro.ipc.RemoteChannelInfo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the counters of a channel. */
@Command(name = "stats")
final class StatsCommand implements Callable<Integer> {

    @Mixin private ClientOptions client;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return client.connected(
                connection -> {
                    RemoteChannelInfo channel = connection.openChannel(name).info();
                    if (json) {
                        ChannelReport.printAsJson(channel, System.out);
                    } else {
                        ChannelReport.printFields(channel, System.out);
                    }
                    ChannelReport.requireWritten(System.out);
                });
    }
}
