// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Closes a channel: its receivers find the rest, and then the end. */
@Command(name = "close")
final class CloseCommand implements Callable<Integer> {

    @Mixin private ClientOptions client;

    @Parameters(index = "0", paramLabel = "NAME")
    private String name;

    @Override
    public Integer call() throws Exception {
        return client.connected(
                connection -> {
                    connection.openChannel(name).close();
                });
    }
}
