// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** Where the memory of a mapped region comes from. */
interface MappedSource {

    /**
     * Memory that was mapped.
     *
     * @param whole all that was mapped
     * @param payload what the region has of it
     * @param exportedId by which other processes open it, or 0
     * @param afterwards to be done when it was given back, or when it is of no use
     */
    record Mapping(
            MemorySegment whole,
            MemorySegment payload,
            Path file,
            long exportedId,
            Runnable afterwards) {}

    /** Maps it. */
    Mapping map(boolean readOnly, Arena arena) throws IOException;

    /** What messages call it. */
    Path what();

    private static MemorySegment map(FileChannel channel, boolean readOnly, Arena arena)
            throws IOException {
        return channel.map(
                readOnly ? FileChannel.MapMode.READ_ONLY : FileChannel.MapMode.READ_WRITE,
                0,
                channel.size(),
                arena);
    }

    private static Set<OpenOption> options(boolean readOnly, OpenOption... more) {
        Set<OpenOption> options = new java.util.HashSet<>(Set.of(more));
        options.add(StandardOpenOption.READ);
        if (!readOnly) {
            options.add(StandardOpenOption.WRITE);
        }
        return options;
    }

    /** A file that is there. */
    record OfFile(Path what) implements MappedSource {

        @Override
        public Mapping map(boolean readOnly, Arena arena) throws IOException {
            try (FileChannel channel = FileChannel.open(what, options(readOnly))) {
                if (channel.size() == 0) {
                    throw new IOException("the file is empty, there is nothing to map");
                }
                MemorySegment whole = MappedSource.map(channel, readOnly, arena);
                return new Mapping(whole, whole, what, 0, () -> {});
            }
        }
    }

    /** A file that is made to be shared. */
    record Created(SharedFolder folder, long size) implements MappedSource {

        private static final SecureRandom IDS = new SecureRandom();
        private static final int ZEROS = 1 << 16;

        @Override
        public Path what() {
            return folder.path();
        }

        @Override
        public Mapping map(boolean readOnly, Arena arena) throws IOException {
            folder.create();
            long id = IDS.nextLong(1, Long.MAX_VALUE);
            Path file = folder.file(id);
            FileAttribute<?>[] attributes =
                    Files.getFileStore(folder.path()).supportsFileAttributeView("posix")
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0];
            Set<OpenOption> options = options(false, StandardOpenOption.CREATE_NEW);
            try (FileChannel channel = FileChannel.open(file, options, attributes)) {
                try {
                    fill(channel);
                    MemorySegment header =
                            channel.map(
                                    FileChannel.MapMode.READ_WRITE, 0, SharedHeader.BYTES, arena);
                    SharedHeader.write(header, id, size);
                    MemorySegment whole = MappedSource.map(channel, readOnly, arena);
                    return new Mapping(
                            whole, whole.asSlice(SharedHeader.BYTES), file, id, () -> delete(file));
                } catch (Throwable e) {
                    delete(file);
                    throw e;
                }
            }
        }

        /** Writes all of it, so that a full device is an error here, not a fault later. */
        private void fill(FileChannel channel) throws IOException {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            long left = Math.addExact(size, SharedHeader.BYTES);
            while (left > 0) {
                zeros.clear().limit((int) Math.min(ZEROS, left));
                left -= channel.write(zeros);
            }
        }

        private static void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.getLogger("org.kcoro.zref")
                        .log(System.Logger.Level.WARNING, file + " cannot be deleted", e);
            }
        }
    }

    /** A file that another process has made to be shared. */
    record Opened(SharedFolder folder, long id) implements MappedSource {

        @Override
        public Path what() {
            return folder.file(id);
        }

        @Override
        public Mapping map(boolean readOnly, Arena arena) throws IOException {
            folder.check();
            folder.checkFile(what());
            Set<OpenOption> options = options(readOnly, LinkOption.NOFOLLOW_LINKS);
            try (FileChannel channel = FileChannel.open(what(), options)) {
                if (channel.size() <= SharedHeader.BYTES) {
                    throw new IOException("it is too short to be the file of a region");
                }
                MemorySegment whole = MappedSource.map(channel, readOnly, arena);
                String wrong = SharedHeader.check(whole, id);
                if (wrong != null) {
                    throw new IOException(wrong);
                }
                return new Mapping(whole, whole.asSlice(SharedHeader.BYTES), what(), id, () -> {});
            }
        }
    }
}
