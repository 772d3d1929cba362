// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.kcoro.Kcoro;
import org.kcoro.ipc.IpcServer;

/**
 * Does what the commands of a client do, once, so that the JVM can write an archive of the classes
 * that they load: with it a client is there at once. The build runs it; see {@code distribution}'s
 * pom.
 */
final class TrainingRun {

    private TrainingRun() {}

    /** Runs the commands against a server in this process; answers the exit code. */
    static int run() throws Exception {
        try (PrivateFolder folder = new PrivateFolder();
                Kcoro kcoro = Kcoro.start(settings -> settings.name("training").workers(1))) {
            String socket = folder.path().resolve("s").toString();
            String lines = Files.writeString(folder.path().resolve("lines"), "a\nb\n").toString();
            try (IpcServer server = kcoro.serve(Path.of(socket))) {
                return Stream.of(
                                "send jobs " + lines,
                                "ls",
                                "ls --json",
                                "recv jobs --count 1",
                                "stats jobs",
                                "stats jobs --json",
                                "close jobs",
                                "recv jobs")
                        .mapToInt(line -> execute(line + " --socket " + socket))
                        .max()
                        .orElseThrow();
            }
        }
    }

    private static int execute(String line) {
        return Main.execute(line.split(" "));
    }
}
