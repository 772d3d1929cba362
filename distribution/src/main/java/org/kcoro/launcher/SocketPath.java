// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import com.sun.security.auth.module.UnixSystem;

/** The socket of commands that are given none. */
final class SocketPath {

    private static final String NAME = "kcoro.sock";

    private SocketPath() {}

    /** Where a client finds the server when nothing is said. */
    static Path forClient() {
        String configured = System.getProperty("kcoro.socket");
        return configured != null
                ? Path.of(configured).toAbsolutePath()
                : defaultFolder().resolve(NAME);
    }

    /** Where to listen when nothing is said; makes the folder, for its owner alone. */
    static Path forServer() throws IOException {
        if (System.getProperty("kcoro.socket") != null) {
            return forClient();
        }
        Path folder = defaultFolder();
        makeIfMissing(folder);
        requireOwn(folder);
        return folder.resolve(NAME);
    }

    private static Path defaultFolder() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path parent =
                runtime == null || runtime.isBlank()
                        ? Path.of(System.getProperty("java.io.tmpdir"))
                        : Path.of(runtime);
        return parent.resolve("kcoro-" + userId());
    }

    private static void makeIfMissing(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Looked at next.
        } catch (IOException e) {
            throw new IOException(
                    "cannot make the folder "
                            + folder
                            + " for the socket: "
                            + FileFailure.reason(e)
                            + "; choose a socket with --socket, or another XDG_RUNTIME_DIR",
                    e);
        }
    }

    /** The temporary folder belongs to all: somebody else may have made this one. */
    private static void requireOwn(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(userId())
                || !PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS))
                        .equals("rwx------")) {
            throw new IOException(
                    folder
                            + " is not a folder of yours with mode 0700; remove it, or choose a"
                            + " socket with --socket");
        }
    }

    private static int userId() {
        return (int) new UnixSystem().getUid();
    }
}
