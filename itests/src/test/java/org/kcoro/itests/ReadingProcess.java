// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A process that reads a file, seen from outside by what Linux tells of its descriptors.
 *
 * @param pid of the process
 * @param descriptor by which it reads the file
 */
record ReadingProcess(long pid, String descriptor) {

    /** Waits until a child of a process has opened a file. */
    static ReadingProcess of(Process parent, Path file) throws IOException {
        for (; ; ) {
            assertTrue(parent.isAlive(), "the process ended before it had read " + file);
            for (ProcessHandle child : parent.descendants().toList()) {
                Optional<String> descriptor = descriptor(child.pid(), file);
                if (descriptor.isPresent()) {
                    return new ReadingProcess(child.pid(), descriptor.get());
                }
            }
            Thread.onSpinWait();
        }
    }

    private static Optional<String> descriptor(long pid, Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path link : (Iterable<Path>) descriptors::iterator) {
                if (Files.readSymbolicLink(link).equals(file)) {
                    return Optional.of(link.getFileName().toString());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // The process, or a descriptor of it, has gone meanwhile.
        }
        return Optional.empty();
    }

    /** How many bytes it has read; no number is as high where it has closed the file. */
    long position() throws IOException {
        Path info = Path.of("/proc/" + pid + "/fdinfo/" + descriptor);
        try {
            return Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("pos:"))
                    .mapToLong(line -> Long.parseLong(line.substring("pos:".length()).strip()))
                    .findFirst()
                    .orElseThrow();
        } catch (NoSuchFileException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Lets it stand still, once it has read something. */
    void stopAfterFirstRead() throws IOException, InterruptedException {
        while (position() == 0) {
            Thread.onSpinWait();
        }
        signal("STOP");
        while (!standsStill()) {
            Thread.onSpinWait();
        }
    }

    /** A signal has been sent before it has reached all threads. */
    private boolean standsStill() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                String status = Files.readString(thread.resolve("stat"));
                // The state follows the name, which stands in brackets.
                if (status.charAt(status.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
        } catch (NoSuchFileException e) {
            // A thread has ended meanwhile.
            return false;
        }
        return true;
    }

    /** Ends the standstill. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertEquals(
                0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
    }
}
