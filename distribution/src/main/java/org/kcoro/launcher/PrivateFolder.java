// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A fresh folder in the temporary folder that its owner alone can enter, removed with all in it.
 */
final class PrivateFolder implements AutoCloseable {

    private final Path path;

    PrivateFolder() throws IOException {
        try {
            // The JDK makes it with mode 0700.
            path = Files.createTempDirectory("kcoro-");
        } catch (IOException e) {
            throw new IOException(
                    "cannot make a folder in the temporary folder "
                            + System.getProperty("java.io.tmpdir")
                            + ": "
                            + FileFailure.reason(e)
                            + "; choose another one by KCORO_JAVA_OPTS=-Djava.io.tmpdir=…",
                    e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                            throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
