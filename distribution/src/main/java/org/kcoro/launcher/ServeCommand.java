// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the container, with its bridge on a socket, until a signal ends it. */
@Command(name = "serve")
final class ServeCommand implements Callable<Integer> {

    /** The transports of the distribution. */
    private static final List<String> TRANSPORTS = List.of("unix-stream", "unix-seqpacket");

    /** In which all bundles should be active, from the start of the JVM. */
    private static final long GOAL_MILLIS = 2_000;

    /** Held, for the log manager does not hold it. */
    private static final Logger LOG = Logger.getLogger("org.kcoro");

    @Spec private CommandSpec spec;

    @Option(names = "--socket", paramLabel = "PATH")
    private Path socket;

    @Option(names = "--transport", paramLabel = "LIST", split = ",")
    private List<String> transports = TRANSPORTS.subList(0, 1);

    @Option(names = "--verbose")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        for (String transport : transports) {
            if (!TRANSPORTS.contains(transport)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no transport '"
                                + transport
                                + "'; available: "
                                + String.join(", ", TRANSPORTS));
            }
        }
        if (verbose) {
            LOG.setLevel(Level.INFO);
        }
        Path path = socket == null ? SocketPath.forServer() : socket.toAbsolutePath();
        try (CleanUp cleanUp = new CleanUp()) {
            Path folder = cleanUp.add(PrivateFolder::new).path();
            Map<String, String> settings =
                    Map.of(
                            "kcoro.socket",
                            path.toString(),
                            "kcoro.transport",
                            String.join(",", transports));
            Container container =
                    cleanUp.add(
                            () ->
                                    Container.start(
                                            Environment.home(),
                                            folder.resolve("framework"),
                                            settings));
            long active = ManagementFactory.getRuntimeMXBean().getUptime();
            container.await("org.kcoro.ipc.IpcServer", null);
            if (verbose) {
                System.err.println(
                        "kcoro serve: all "
                                + container.activeBundles()
                                + " bundles active "
                                + active
                                + " ms after the JVM's start; the goal is "
                                + GOAL_MILLIS
                                + " ms");
            }
            System.err.println("kcoro serve: listening on " + path + "; Ctrl-C ends it");
            container.awaitStop();
        }
        return Main.DONE;
    }
}
