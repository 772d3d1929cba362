// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * The functions of {@code payloads.c}, compiled once for each JVM by the system's compiler. Where
 * there is none, tests are left out, except in CI.
 */
public final class CBodies {

    private static Path library;
    private static SymbolLookup functions;

    private CBodies() {}

    /** The compiled library. */
    public static synchronized Path library() {
        if (library == null) {
            library = compile(System.getProperty("kcoro.cc", "cc"));
        }
        return library;
    }

    /** A function, whose library is never closed. */
    public static synchronized MemorySegment function(String name) {
        if (functions == null) {
            functions = SymbolLookup.libraryLookup(library(), Arena.global());
        }
        return functions.findOrThrow(name);
    }

    private static Path compile(String compiler) {
        if (Stream.of(System.getenv("PATH").split(":"))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, compiler)))) {
            String missing =
                    "no C compiler "
                            + compiler
                            + ": native coroutines are not tested; install one, such as the"
                            + " package gcc";
            System.err.println(missing);
            if (Boolean.getBoolean("kcoro.ci")) {
                throw new AssertionError(missing);
            }
            Assumptions.abort(missing);
        }
        try {
            Path folder = Files.createTempDirectory("kcoro-payloads");
            Path source = copy("native/payloads.c", folder.resolve("payloads.c"));
            Path header = copy("include/kcoro/coroutine.h", folder.resolve("kcoro/coroutine.h"));
            Path made = folder.resolve("libpayloads.so");
            List<String> command =
                    List.of(
                            compiler,
                            "-std=gnu11",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            // It is what the test of overflow is for.
                            "-Wno-infinite-recursion",
                            "-O1",
                            "-fno-optimize-sibling-calls",
                            "-frounding-math",
                            "-fPIC",
                            "-shared",
                            "-I" + folder,
                            "-o",
                            made.toString(),
                            source.toString(),
                            "-lm",
                            "-lpthread");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
            // In this order at exit: the last that was asked for goes first.
            for (Path each : List.of(folder, folder.resolve("kcoro"), header, source, made)) {
                each.toFile().deleteOnExit();
            }
            return made;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Path copy(String resource, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = CBodies.class.getClassLoader().getResourceAsStream(resource)) {
            Files.copy(in, file);
        }
        return file;
    }
}
