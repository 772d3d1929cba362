// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * Where shared regions have their files: a folder of this user's alone, so that no other can put a
 * file there or read one.
 */
record SharedFolder(Path path) {

    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path SELF = Path.of("/proc/self");

    /** The default one of this user. */
    static SharedFolder ofUser() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && !runtime.isBlank()) {
            return new SharedFolder(Path.of(runtime, "kcoro"));
        }
        if (Files.isDirectory(SHARED_MEMORY) && Files.exists(SELF)) {
            try {
                Object uid = Files.getAttribute(SELF, "unix:uid");
                return new SharedFolder(SHARED_MEMORY.resolve("kcoro-" + uid));
            } catch (IOException | UnsupportedOperationException e) {
                // As on other systems.
            }
        }
        return new SharedFolder(
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "kcoro-" + System.getProperty("user.name")));
    }

    /** The file of an exported id. */
    Path file(long id) {
        return path.resolve(SharedHeader.text(id) + ".region");
    }

    /** Makes it where there is none. */
    void create() throws IOException {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (isPosix(parent)) {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER));
            } else {
                Files.createDirectory(path);
            }
        } catch (FileAlreadyExistsException e) {
            // It is checked as any is.
        }
        check();
    }

    private static boolean isPosix(Path there) throws IOException {
        return Files.getFileStore(there).supportsFileAttributeView(PosixFileAttributeView.class);
    }

    /** Fails unless it is a folder of this user's alone. */
    void check() throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                            ? path + " is not a folder; remove it, or set another regionFolder"
                            : path
                                    + " does not exist: nobody has shared a region there; processes"
                                    + " that share need the same regionFolder");
        }
        checkOwner(path, OWNER);
    }

    /** Fails unless a file is a plain one of this user's alone. */
    void checkFile(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                            ? file + " is not a plain file; it cannot be trusted"
                            : file
                                    + " does not exist: the region was never exported, or is"
                                    + " unregistered; processes that share need the same"
                                    + " regionFolder");
        }
        checkOwner(file, FILE);
    }

    private static void checkOwner(Path file, Set<PosixFilePermission> allowed) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        var attributes = view.readAttributes();
        UserPrincipal self = self();
        if (self != null && !attributes.owner().equals(self)) {
            throw new IOException(
                    file
                            + " belongs to "
                            + attributes.owner().getName()
                            + ", not to "
                            + self.getName()
                            + "; it cannot be trusted. Set another regionFolder");
        }
        if (!allowed.containsAll(attributes.permissions())) {
            throw new IOException(
                    file
                            + " is open to others ("
                            + PosixFilePermissions.toString(attributes.permissions())
                            + "); make it "
                            + PosixFilePermissions.toString(allowed)
                            + ", or set another regionFolder");
        }
    }

    /** This user, or null where the system does not tell. */
    private static UserPrincipal self() throws IOException {
        return Files.exists(SELF) ? Files.getOwner(SELF) : null;
    }
}
