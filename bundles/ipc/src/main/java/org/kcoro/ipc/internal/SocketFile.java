// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file by which a Unix-domain socket is found. */
public final class SocketFile {

    /** The length of {@code sun_path} on Linux, less its end mark. */
    private static final int MAX_PATH_BYTES = 107;

    private static final Charset PATH_CHARSET =
            Charset.forName(System.getProperty("sun.jnu.encoding"));

    private final Path path;

    /** Tells our socket from one that somebody has put in its place. */
    private final Object key;

    private SocketFile(Path path) throws IOException {
        this.path = path;
        this.key = keyOf(path);
    }

    /** Whether a server answers at a path. */
    public interface Probe {
        boolean isAnswered() throws IOException;
    }

    /** The file of a socket that was bound just now. */
    public static SocketFile of(Path path) throws IOException {
        return new SocketFile(path);
    }

    private static Object keyOf(Path path) throws IOException {
        return attributes(path).fileKey();
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The path as the system takes it.
     *
     * @throws IOException when it is too long
     */
    public static byte[] bytes(Path path) throws IOException {
        byte[] bytes = path.toString().getBytes(PATH_CHARSET);
        if (bytes.length > MAX_PATH_BYTES) {
            throw new IOException(
                    "socket path "
                            + path
                            + " has "
                            + bytes.length
                            + " bytes, the system takes at most "
                            + MAX_PATH_BYTES
                            + "; choose a shorter one");
        }
        return bytes;
    }

    /**
     * Makes sure that a socket can be bound to a path; removes one that nobody answers.
     *
     * @throws IOException when it cannot
     */
    public static void makeRoom(Path path, Probe probe) throws IOException {
        bytes(path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            throw new IOException(
                    "cannot listen on socket "
                            + path
                            + ": its folder is missing or not writable; choose a path in a folder that"
                            + " you may write to");
        }
        BasicFileAttributes attributes;
        try {
            attributes = attributes(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!attributes.isOther()) {
            throw new IOException(
                    path + " exists and is no socket; choose another path, or remove it");
        }
        if (probe.isAnswered()) {
            throw new IOException(
                    "socket "
                            + path
                            + " is in use by a live server; stop it, or choose another path");
        }
        Files.deleteIfExists(path);
    }

    /** What to throw where binding has failed. */
    public static IOException cannotListen(Path path, IOException cause) {
        return new IOException(
                "cannot listen on socket "
                        + path
                        + ": "
                        + reason(cause)
                        + "; choose a path in a folder that you may write to",
                cause);
    }

    /** What to throw where connecting has failed. */
    public static IOException cannotConnect(Path path, IOException cause) {
        return new IOException(
                "cannot connect to socket "
                        + path
                        + ": "
                        + reason(cause)
                        + "; is the server running?",
                cause);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Removes the file, unless it is somebody else's by now. */
    public void remove() throws IOException {
        try {
            if (keyOf(path).equals(key)) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody was first.
        }
    }
}
